"""An institution with something in every state: what pages and forms are tried out on."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.utils.timezone import now

from consolidation.changing_terms import Change, change_terms
from consolidation.closing import close
from consolidation.correcting import ask_for_correction
from consolidation.models import Case, Transfer
from consolidation.month_closing import close_month
from consolidation.period_closing import close_period
from consolidation.planning import PlanWishes
from consolidation.receiving import receive
from consolidation.repayment import repayment_of
from consolidation.reviewing import approve, return_for_mending
from consolidation.signing_contract import Part, Signer, sign
from debts.models import Loan
from debts.tasks import record_later
from members.joining import add_fund
from members.models import (
    Area,
    Expense,
    Fund,
    Household,
    Income,
    Institution,
    User,
    VillageFigure,
)
from members.notices import tell
from members.one_time_codes import code_under, new_seal
from members.posts import Post
from members.saving_filters import keep_filter
from members.seating import seat_on_committee
from members.terms import StatedFund
from members.user_accounts import create_account
from tests.builders import (
    SIGNED,
    make_contract,
    make_household,
    make_loan,
    make_person,
    make_rule,
    make_user,
)
from tests.consolidation.netted import batch_of, netted, pays
from tests.consolidation.registered import SENT_ON, ready, send
from tests.consolidation.signed import stand
from tests.consolidation.submitted import make_clean_submission
from tests.debts.drafts import LODGER, MAN, WIFE, make_draft, make_recorded
from tests.reports.certified import certified, village
from tests.reports.made import made_file

TODAY = date(2017, 8, 1)
LONG_AGO = date(2015, 12, 31)
"""Before anything of the institution is dated."""


def home(institution: Institution, number: str, name: str) -> Household:
    """A household of one person that owes two funds."""
    household = make_household(institution, number)
    make_person(household, name)
    for fund in institution.funds.all()[:2]:
        make_loan(household, fund)
    return household


@pytest.fixture
def filled(institution, household, treasurer, district_officer, village_fund, savings_group):
    """The institution; its people do every act that leaves something to act on."""
    make_contract(household, savings_group, treasurer)
    living(household, institution)
    on_the_road(institution, treasurer, district_officer)
    repaying(institution, savings_group, treasurer)
    overdue(institution, savings_group, treasurer)
    between_funds(institution, household, treasurer)
    make_contract(home(institution, "53", "นายเพิ่ง แบบอย่าง"), village_fund, treasurer)
    desk(institution, village_fund, treasurer)
    close_month(savings_group, SIGNED, on=TODAY, actor=treasurer)
    make_rule(village_fund, rate_percent=6)
    add_fund(institution, StatedFund("satja_group", "กลุ่มสัจจะ"), actor=treasurer)
    seat_on_committee(
        institution, position="chair", name="นายนำ แบบอย่าง", on=date(2015, 1, 1), actor=treasurer
    )
    certified(village(institution), treasurer)
    made_file(institution, treasurer)
    province = Area.objects.get(code="33")
    close_period(province, LONG_AGO, on=TODAY, actor=make_user("province", area="33"))
    create_account(
        Post("committee", institution=institution),
        display_name="นางใหม่ แบบอย่าง",
        code=code_under(new_seal(), by=district_officer),
        on=TODAY,
        actor=district_officer,
        now=now(),
    )
    return institution


def on_the_road(institution: Institution, treasurer: User, officer: User) -> None:
    """A household surveyed, selected, sent, returned, approved, in correction; one sent clean."""
    dear = home(institution, "40", "นายสี่ แบบอย่าง").loans.first()
    Loan.objects.filter(pk=dear.pk).update(rate_percent=18)
    ready(home(institution, "41", "นายห้า แบบอย่าง"), treasurer)
    names = {"42": "นายหก", "43": "นายเจ็ด", "44": "นายแปด", "45": "นายเก้า"}
    homes = [home(institution, number, f"{name} แบบอย่าง") for number, name in names.items()]
    for one in homes:
        ready(one, treasurer)
    sent = {
        one.case.household.house_number: one
        for one in send(homes, treasurer).submissions.select_related("case__household")
    }
    approve([sent["43"], sent["44"]], on=SENT_ON, actor=officer)
    return_for_mending(
        sent["45"], remarks=[], reason="ยอดไม่ตรง", step="debts", on=SENT_ON, actor=officer
    )
    make_clean_submission(institution, treasurer, "46")
    ask_for_correction(
        Case.objects.get(household=homes[2]), reason="พิมพ์ผิด", on=SENT_ON, actor=treasurer
    )


def repaying(institution: Institution, fund: Fund, treasurer: User) -> None:
    """Contracts paid in part, in full, closed since, and one under new terms."""
    for number, part in (("47", Decimal(100)), ("48", None), ("55", None)):
        paid = home(institution, number, "นายชำระ แบบอย่าง")
        contract = make_contract(paid, fund, treasurer)
        amount = part or repayment_of(contract, on=SIGNED).owed_in_all
        rest = {"rest": "next_instalments", "payer": "นายชำระ แบบอย่าง"}
        receive(contract, on=SIGNED, amount=amount, actor=treasurer, **rest)
    close(contract, on=SIGNED, actor=treasurer)
    connection.check_constraints()  # as after the act's own commit
    eased = make_contract(home(institution, "51", "นายผ่อน แบบอย่าง"), fund, treasurer)
    longer = Change(PlanWishes(5, "yearly"), reason="น้ำท่วมนา", paper="บันทึก 3")
    change_terms(eased, longer, on=SIGNED, actor=treasurer)


def between_funds(institution: Institution, household: Household, treasurer: User) -> None:
    """A netted batch, paid in part; and an open one of the household's, refused and agreed."""
    own = Transfer.objects.filter(contract__household=household)
    done = netted(institution, treasurer, refused=[*own], on=SIGNED)
    pays(done.payments.get(), 100, on=SIGNED, actor=treasurer)
    batch_of(institution, treasurer, refused=[own.first()], on=TODAY)


def overdue(institution: Institution, fund: Fund, treasurer: User) -> None:
    """A contract of years ago, with a guarantor and nothing paid; one witness has signed it."""
    contract = make_contract(home(institution, "49", "นายช้า แบบอย่าง"), fund, treasurer)
    stand(contract, treasurer)
    sign(contract, [Signer(Part.WITNESS, "นายเห็น พยานดี")], on=SIGNED, actor=treasurer)


def living(household: Household, institution: Institution) -> None:
    season = {"amount": 100, "months": [1], "household": household}
    Income.objects.create(source="ขายข้าว", **season)
    Expense.objects.create(purpose="อาหาร", **season)
    VillageFigure.objects.create(
        institution=institution, survey="jpt", year=2568, name="ครัวเรือน", value=120
    )


def desk(institution: Institution, fund: Fund, treasurer: User) -> None:
    """Registers to decide on and recorded, a job, a kept search, a notice; a house too many."""
    make_person(make_household(institution, "99"), "นางผิด แบบอย่าง")
    lodger = LODGER.replace("24,", "40,")
    for rows in (MAN, lodger):
        draft = make_draft(fund, rows, treasurer)
    make_recorded(institution.funds.get(kind="kkj"), WIFE, treasurer)
    record_later(draft, user=treasurer, options={})
    keep_filter(treasurer, page="households", query="q=32", name="บ้าน", shared_in=institution)
    words = {"key": "returned:1", "sentence": "ส่งกลับ", "url": "/households/"}
    tell([treasurer], institution=institution, **words)
