"""What the reports say, against figures counted by hand and by plain SQL."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from consolidation.practising import begin_practice
from members.models import Area
from reports.area_forms import area_forms
from reports.arrears_report import arrears_report
from reports.asking import Asked, Level, Place
from reports.classes_report import classes_report
from reports.household_register import debts_of
from reports.kinds import KINDS
from reports.register_report import household_register
from reports.settlement_report import settlement_report
from reports.sheet import LineKind
from tests.builders import (
    AS_OF,
    SIGNED,
    make_contract,
    make_household,
    make_institution,
    make_loan,
    make_user,
)
from tests.consolidation.netted import NETTED_ON, netted, owe, pays
from tests.consolidation.repaid import FIRST, make_repayable, pay

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
LATER = date(2018, 12, 31)


def asked(on=LATER) -> Asked:
    """With everything that was written down until today."""
    return Asked(on, TODAY, TODAY)


def sql(query: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


@pytest.fixture
def village(institution):
    return Place(Level.VILLAGE, institution=institution)


@pytest.fixture
def district(institution):
    return Place(Level.DISTRICT, area=Area.objects.get(code="3312"))


@pytest.fixture
def sister(institution):
    """Another village of the same tambon, with a contract of its own."""
    second = make_institution(moo=94, name="บ้านที่สอง")
    make_repayable(second.funds.get(kind="kkj"), make_user("committee", institution=second))
    return second


def test_the_register_has_loans_before_a_merge_and_the_contract_after(
    household, village_fund, treasurer, village
):
    before = household_register(village, asked(AS_OF))
    contract = make_contract(household, village_fund, treasurer)
    after = household_register(village, asked(SIGNED))

    assert [len(home.debts) for home in before.households] == [3]
    assert [one.note for one in debts_of(after.households)] == ["สัญญาเดียว"]
    assert household_register(village, asked(AS_OF)).total == before.total == Decimal(13200)
    (debt,) = debts_of(after.households)
    assert (debt.principal, debt.interest, debt.total) == (12700, 500, 13200)
    assert (debt.number, debt.fund, debt.original) == (str(contract), "กองทุนหมู่บ้าน", 13200)


def test_the_register_s_loans_are_what_the_journal_says(household, sister, village, district):
    make_loan(make_household(sister, "7"), sister.funds.get(kind="kkj"), 333)
    owed = """
        SELECT coalesce(sum(e.principal + e.interest_over_year + e.interest_under_year
                            + e.penalty + e.fee), 0)
          FROM debts_journalentry e JOIN debts_loan l ON l.id = e.loan_id
          JOIN members_household h ON h.id = l.household_id
          JOIN members_institution i ON i.id = h.institution_id
         WHERE i.code LIKE %s AND e."on" <= %s
    """

    for place, code in ((village, "33120691"), (district, "3312%")):
        found = household_register(place, asked())
        assert [(found.of_loans,)] == sql(owed, code, LATER)
        assert found.in_the_books == found.of_loans


def test_a_receipt_lowers_what_the_register_says_of_its_contract(village_fund, treasurer, village):
    contract = make_repayable(village_fund, treasurer)
    before = household_register(village, asked(FIRST))
    pay(contract, FIRST, 11800)
    after = household_register(village, asked(FIRST))

    assert [one.principal for one in debts_of(before.households)] == [30000]
    assert [one.principal for one in debts_of(after.households)] == [20000]
    assert [one.days for one in debts_of(household_register(village, asked()).households)] == [0]


def test_the_forms_of_a_district_count_from_one_in_each_institution(
    household, village_fund, treasurer, sister, district
):
    make_contract(household, village_fund, treasurer)
    make_repayable(village_fund, treasurer)
    found = area_forms(district, asked())
    (sheet,) = kind_of("district-forms").said(found).sheets
    orders = [line.cells[0] for line in sheet.lines if line.kind == LineKind.ROW]
    sums = {line.kind: line.cells[6] for line in sheet.lines if line.kind != LineKind.HEADING}

    assert orders == [1, 2, 1]
    assert Counter(line.kind for line in sheet.lines) == {
        LineKind.HEADING: 2,
        LineKind.ROW: 3,
        LineKind.SUBTOTAL: 2,
        LineKind.GROUP_TOTAL: 1,
        LineKind.TOTAL: 1,
    }
    made = "SELECT sum(amount) FROM consolidation_contract WHERE status <> 'cancelled'"
    assert [(sums[LineKind.TOTAL],)] == sql(made)
    assert [check.difference for check in sheet.checks] == [0]


def test_the_classes_are_of_every_household_that_owes(household, sister, village, district):
    make_loan(make_household(sister, "7"), sister.funds.get(kind="kkj"), 333)
    one, all_of_them = classes_report(village, asked()), classes_report(district, asked())

    assert [each.figures.owed for each in one.institutions] == [13200]
    assert sum(each.figures.households for each in all_of_them.institutions) == 2
    (sheet,) = kind_of("classes").said(all_of_them).sheets
    assert sheet.lines[-1].cells[1:3] == (2, Decimal(13533))


def test_arrears_are_of_running_contracts_by_fund_and_days(
    village_fund, treasurer, sister, village
):
    late, paid = (make_repayable(village_fund, treasurer) for _ in range(2))
    pay(paid, FIRST, 11800)
    found = arrears_report(village, asked())

    assert [one.contract for one in found.late] == [late]
    assert found.late[0].late.days == (LATER - FIRST).days
    assert [(one.over_days, one.overdue_percent) for one in found.all.at_risk] == [
        (30, Decimal("60.00")),
        (90, Decimal("60.00")),
    ]
    by_fund, at_risk, who = kind_of("arrears").said(found).sheets
    assert by_fund.lines[-1].cells[:2] == ("รวมทั้งหมด", 2)
    assert at_risk.lines[-1].cells == ("รวมทั้งหมด", 50000, *[Decimal("60.00")] * 4)
    assert [line.cells[5] for line in who.lines if line.kind == LineKind.ROW] == [153]


def test_arrears_of_a_district_and_its_province_are_by_kind_of_fund_and_age_and_agree(
    village_fund, kkj, treasurer, district
):
    pay(make_repayable(village_fund, treasurer), FIRST, 11800)
    make_repayable(kkj, treasurer)
    province = Place(Level.PROVINCE, area=Area.objects.get(pk="33"))
    by_kind, by_institution = kind_of("arrears").report(district, asked()).sheets
    of_province, by_district = kind_of("arrears").report(province, asked()).sheets

    headings = [line.cells[0] for line in by_kind.lines if line.kind == LineKind.HEADING]
    assert headings == ["กองทุนหมู่บ้าน", "กข.คจ."]
    ages = [line.cells[:2] for line in by_kind.lines if line.kind == LineKind.ROW and line.cells[1]]
    assert ages == [("ไม่ค้าง", 1), ("91–180 วัน", 1)]
    assert by_kind.lines[-1].cells[1:6] == by_institution.lines[-1].cells[1:6]
    assert of_province.lines == by_kind.lines
    assert by_district.lines[-1].cells[1:] == by_kind.lines[-1].cells[1:6]
    assert [line.cells[0] for line in by_district.lines] == ["อำเภอห้วยทับทัน", "รวมทั้งจังหวัด"]


def test_settling_says_what_was_owed_netted_paid_and_is_open(
    institution, village_fund, treasurer, village
):
    savings = institution.funds.get(kind="savings_group")
    owe(savings, village_fund, 900, treasurer)
    owe(village_fund, savings, 300, treasurer)
    pays(netted(institution, treasurer).payments.get(), 100, actor=treasurer)
    owe(savings, village_fund, 50, treasurer, on=NETTED_ON)
    (before,) = settlement_report(village, asked(SIGNED)).settlements
    (after,) = settlement_report(village, asked()).settlements

    assert (before.left, len(before.nets)) == (1200, 0)
    assert [(net.payment.amount, net.paid, net.left) for net in after.nets] == [(600, 100, 500)]
    assert after.left == 550
    transfers, nets, running = (
        kind_of("settlement").said(settlement_report(village, asked())).sheets
    )
    assert [line.cells[6:9] for line in transfers.lines][-1] == (1250, 1200, 50)
    assert [line.cells[4:7] for line in nets.lines][-1] == (600, 100, 500)
    assert running.lines[-1].cells[4] == 550
    assert [check.difference for check in running.checks] == [0]


def kind_of(slug):
    (kind,) = [one for one in KINDS if one.slug == slug]
    return kind


@pytest.mark.parametrize("slug", ["register", "arrears", "settlement", "district-forms", "classes"])
def test_a_district_is_read_in_as_many_questions_as_its_first_village(
    slug, household, village_fund, treasurer, district
):
    make_contract(household, village_fund, treasurer)
    with CaptureQueriesContext(connection) as one:
        kind_of(slug).report(district, asked())
    for moo in (95, 96):
        other = make_institution(moo=moo, name=f"บ้านที่{moo}")
        member = make_user("committee", institution=other)
        make_repayable(other.funds.get(kind="kkj"), member)
        make_loan(make_household(other, "1"), other.funds.get(kind="kkj"), 500)
    with CaptureQueriesContext(connection) as three:
        kind_of(slug).report(district, asked())

    assert len(three) <= len(one) + 3  # what one village has none of is not asked for it


def test_a_practice_stands_in_no_report_of_its_district(household, treasurer, district):
    practice = begin_practice(household.institution, on=localdate(), actor=treasurer)
    assert practice.households.filter(loans__isnull=False).exists()

    assert {home.institution for home in household_register(district, asked()).households} == {
        household.institution_id
    }
    assert [one.institution for one in settlement_report(district, asked()).settlements] == [
        household.institution
    ]
