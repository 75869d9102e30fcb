"""The legal route of a case, as the wordings' conditions name it, and the fund that shall hold."""

from consolidation.models import Case, Contract, RouteChoice
from members.models import Fund

CONDITIONS = {
    RouteChoice.Route.NOVATION: "แปลงหนี้ใหม่",
    RouteChoice.Route.TRANSFER: "โอนสิทธิ",
    RouteChoice.Route.EASING: "ผ่อนผัน",
}


def route_of(case: Case | None) -> str:
    """The code of the last one chosen; novation where none was."""
    chosen = case.routes.order_by("pk").last() if case else None
    return chosen.route if chosen else RouteChoice.Route.NOVATION


def route_condition(case: Case | None) -> str:
    return CONDITIONS[RouteChoice.Route(route_of(case))]


def standing_contract(case: Case | None) -> Contract | None:
    if case is None:
        return None
    contract: Contract | None = case.contracts.exclude(status=Contract.Status.CANCELLED).last()
    return contract


def holder_of(case: Case | None) -> Fund | None:
    """Who holds the contract, or was chosen to; None while nobody was."""
    contract = standing_contract(case)
    if contract or case is None:
        return contract.fund if contract else None
    chosen = case.holder_choices.order_by("pk").last()
    return chosen.fund if chosen else None
