"""The forms about a fund's months, and about other terms for a contract."""

from datetime import date

from django.utils.timezone import localdate

from consolidation.changing_terms import Change, propose_change
from consolidation.models import Contract
from consolidation.planning import PlanWishes
from consolidation.taking_back_terms import plans_version
from members.models import Institution
from tests.pressing.press import OFFICER, Press, at, homes_of


def of_months(institution: Institution) -> dict[str, Press]:
    fund = institution.funds.get(kind="savings_group")
    return {
        "consolidation:month_close": Press(
            at("consolidation:month_close", fund.pk, date(2017, 8, 1))
        ),
        "consolidation:month_open": Press(
            at("consolidation:month_open", fund.pk, date(2017, 7, 1)),
            {"reason": "ลงยอดผิดเดือน"},
            who=OFFICER,
        ),
        "consolidation:terms": _of_terms(institution),
        "consolidation:terms_back": _of_terms_back(institution),
    }


def _of_terms(institution: Institution) -> Press:
    contract = Contract.objects.get(household=homes_of(institution)["47"])
    change = Change(PlanWishes(5, "yearly"), reason="น้ำท่วมนา", paper="บันทึก 3")
    seen = propose_change(contract, change, on=localdate()).version
    typed = {"instalments": "5", "due": "yearly", "reason": "น้ำท่วมนา", "paper": "บันทึก 3"}
    return Press(at("consolidation:terms", contract.pk), {**typed, "seen": seen, "step": "save"})


def _of_terms_back(institution: Institution) -> Press:
    contract = Contract.objects.get(household=homes_of(institution)["51"])
    seen = plans_version(contract)
    return Press(at("consolidation:terms_back", contract.pk), {"reason": "พิมพ์ผิด", "seen": seen})
