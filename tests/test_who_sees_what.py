"""Looking changes nothing, nor does what is refused; an office that has ended shows nothing.

Who hears what at which address is in ``tests/test_every_address.py``.
"""

from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection

from consolidation.closing import close
from consolidation.receiving import receive
from consolidation.repayment import repayment_of
from consolidation.reviewing import approve
from debts.drafting import upload_register
from debts.tasks import record_later
from members.models import Expense, Fund, Household, Income, Institution, User, VillageFigure
from members.notices import tell
from members.saving_filters import keep_filter
from members.seating import seat_on_committee
from reports.issuing import issue
from reports.paper_kinds import BY_SLUG
from tests.addresses import addresses_of, names
from tests.answers import LISTS, OF, is_answer, letter
from tests.builders import AS_OF, SIGNED, make_contract, make_household, make_loan
from tests.consolidation.registered import SENT_ON
from tests.consolidation.submitted import make_submission
from tests.filled import between_funds, overdue
from tests.reports.certified import certified, village
from tests.reports.made import made_file

__all__ = ["LISTS", "names"]
pytestmark = pytest.mark.django_db

REGISTER = "ชื่อ-สกุล,บ้านเลขที่,ยอดคงเหลือ\nนายลับเฉพาะ ปกปิด,77,1000\n".encode()
APPS = ("fundinst", "members", "debts", "consolidation", "reports")
COMMITTEE, OUTSIDER, OFFICER = 0, 2, 4
"""Where they stand in the rows of ``tests/answers.py``."""
AT_THE_DOOR = {f"members:{page}" for page in ("keep", "second_step_code", "sign_in", "sign_out")}
WRITTEN_DOWN = {"arrears_file", "contract_list_file", "household_list_file", "matrix_file"}
WRITTEN_DOWN = {f"consolidation:{name}" for name in WRITTEN_DOWN}
"""Files: that they were taken out is written down, and how much was in them."""

LOOKED = {"members.AccessEntry", "members.ChainHead"}
"""Where it is written down that somebody in whose scope a page is came to it."""


@pytest.fixture
def addresses(institution, household, savings_group, treasurer, district_officer) -> dict[str, str]:
    """An address of the institution's own for every name."""
    approve([make_submission(household, treasurer)], on=SENT_ON, actor=district_officer)
    contract = make_contract(household, savings_group, treasurer)
    paid = {"amount": Decimal(100), "payer": "นางลับเฉพาะ", "rest": "next_instalments"}
    receive(contract, on=SIGNED, actor=treasurer, **paid)
    make_loan(make_household(institution, "40"), savings_group)
    sent = make_household(institution, "41")
    for fund in institution.funds.order_by("pk")[:2]:
        make_loan(sent, fund)
    make_submission(sent, treasurer)
    paid_off(make_household(institution, "42"), savings_group, treasurer)
    overdue(institution, savings_group, treasurer)
    between_funds(institution, household, treasurer)
    issue(BY_SLUG["contract"], contract, on=SIGNED, actor=treasurer)
    living(household)
    on_the_desk(institution, treasurer)
    certified(village(institution), treasurer)
    made_file(institution, treasurer)
    return addresses_of(institution, user=treasurer, of_user=treasurer)


def paid_off(household: Household, fund: Fund, treasurer: User) -> None:
    """A contract repaid and ended."""
    for creditor in household.institution.funds.order_by("pk")[:2]:
        make_loan(household, creditor)
    contract = make_contract(household, fund, treasurer)
    amount = repayment_of(contract, on=SIGNED).owed_in_all
    ahead = {"payer": "นางลับเฉพาะ", "rest": "next_instalments"}
    receive(contract, on=SIGNED, amount=amount, actor=treasurer, **ahead)
    close(contract, on=SIGNED, actor=treasurer)


def living(household: Household) -> None:
    """What a household lives on, and what its village's figures are."""
    season = {"amount": 100, "months": [1], "household": household}
    Income.objects.create(source="ลับเฉพาะ", **season)
    Expense.objects.create(purpose="ลับเฉพาะ", **season)
    VillageFigure.objects.create(
        institution=household.institution, survey="jpt", year=2568, name="ลับเฉพาะ", value=13200
    )


def on_the_desk(institution: Institution, treasurer: User) -> None:
    """A draft and the work on it, a kept search, a seat, and something that one was told."""
    draft = upload_register(
        institution.funds.get(kind="savings_group").accounts.get(),
        file_name="ทะเบียนลับ.csv",
        content=REGISTER,
        as_of=AS_OF,
        actor=treasurer,
    )
    record_later(draft, user=treasurer, options={})
    keep_filter(treasurer, page="households", query="q=ก", name="ลับ", shared_in=institution)
    seat = {"position": "chair", "name": "นายลับเฉพาะ ปกปิด", "on": AS_OF, "actor": treasurer}
    seat_on_committee(institution, **seat)
    words = {"key": "returned:1", "sentence": "ลับเฉพาะ ปกปิด", "url": "/households/"}
    tell([treasurer], institution=institution, **words)


def test_a_user_whose_office_has_ended_sees_nothing(client, addresses, treasurer):
    treasurer.offices.update(ended_on=AS_OF)
    client.force_login(treasurer)

    for name in sorted({*OF} - AT_THE_DOOR - {"members:own_password"}):
        answer = client.get(addresses[name])
        assert (name, answer.status_code) == (name, 403)
        assert "ทองม้วน" not in answer.content.decode()


def fingerprints() -> dict[str, tuple[int, str]]:
    """How many rows each table of our apps has, its history too, and a checksum of all of them."""
    found = {}
    with connection.cursor() as cursor:
        for model in (model for app in APPS for model in apps.get_app_config(app).get_models()):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(
                f"SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM {table} t"
            )
            found[model._meta.label] = cursor.fetchone()
    return found


def test_looking_changes_nothing(client, addresses, treasurer):
    client.force_login(treasurer)
    before = fingerprints()
    looked_at = {*names()} - AT_THE_DOOR - WRITTEN_DOWN
    answers = {name: client.get(addresses[name]) for name in looked_at}

    assert [
        name
        for name, answer in answers.items()
        if not is_answer(
            letter(name, "get", COMMITTEE), answer.status_code, answer.get("Location", "")
        )
    ] == []
    after = fingerprints()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == LOOKED


@pytest.mark.parametrize(
    ("who", "place", "written"),
    [("outsider", OUTSIDER, set()), ("district_officer", OFFICER, LOOKED)],
)
def test_what_is_refused_changes_nothing(who, place, written, client, addresses, request):
    client.force_login(request.getfixturevalue(who))
    before = fingerprints()
    refused = [name for name in names() if letter(name, "post", place) in "fn"]
    answers = {name: client.post(addresses[name]).status_code for name in refused}

    assert {*answers.values()} == {403, 404}
    after = fingerprints()
    assert {name for name in after if after[name] != before[name]} == written
