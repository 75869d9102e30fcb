"""An invented institution as its committee sets it up: funds, rules, seats, criteria, classes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from consolidation.criteria import SHIPPED as CRITERIA
from consolidation.criteria import definition_of as definition_of_criteria
from consolidation.criteria import write_criteria
from debts.scheme_writing import write_scheme
from debts.schemes import SHIPPED as SCHEME
from debts.schemes import definition_of as definition_of_scheme
from members.joining import add_account, write_rule
from members.models import Institution, User
from members.registering import create_institution
from members.seating import seat_on_committee
from members.seats import Position
from members.terms import Terms
from reports.demo_data.planning import Tenant

BEGAN = date(2025, 1, 1)
"""From when the invented funds' rules, seats and offices hold."""
FUNDS = {
    "village_fund": ("กองทุนหมู่บ้าน", Decimal(6)),
    "savings_group": ("กลุ่มออมทรัพย์", Decimal(8)),
    "kkj": ("กข.คจ.", None),
}
SEATS = (Position.CHAIR, Position.SECRETARY, Position.TREASURER)


def found(tenant: Tenant, *, actor: User) -> Institution:
    """The institution with its funds, their rules and accounts, its committee, its own words."""
    institution = create_institution(
        subdistrict=tenant.subdistrict,
        moo=tenant.moo,
        name=tenant.name,
        funds=[(kind, tenant.sign(name)) for kind, (name, _rate) in FUNDS.items()],
        actor=actor,
    )
    for fund in institution.funds.order_by("position"):
        rate = FUNDS[fund.kind][1]
        terms = Terms(BEGAN, rate_percent=rate, resolution=tenant.sign("มติที่ประชุม 1/2568"))
        write_rule(fund, terms, actor=actor)
    first = institution.funds.get(position=1)
    add_account(first, number=2, name=tenant.sign("บัญชีเงินออม"), actor=actor)
    for position, name in zip(SEATS, tenant.committee, strict=True):
        seat_on_committee(
            institution, position=position, name=str(name), on=BEGAN, signs=True, actor=actor
        )
    _write_its_own_words(tenant, institution, actor)
    return institution


def _write_its_own_words(tenant: Tenant, institution: Institution, actor: User) -> None:
    """The shipped criteria and classes, each in the tenant's words, as versions of its own."""
    criteria = [replace(one, sentence=tenant.sign(one.sentence)) for one in CRITERIA]
    definition = definition_of_criteria(criteria)
    write_criteria(institution, effective_on=BEGAN, definition=definition, actor=actor)
    bands = tuple(replace(band, name=tenant.sign(band.name)) for band in SCHEME.bands)
    results = tuple(replace(one, name=tenant.sign(one.name)) for one in SCHEME.results)
    scheme = replace(SCHEME, bands=bands, results=results)
    definition = definition_of_scheme(scheme)
    write_scheme(institution, effective_on=BEGAN, definition=definition, actor=actor)
