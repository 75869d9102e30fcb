"""A district's report is made of its villages', a province's of its districts'."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from consolidation.period_closing import close_period
from consolidation.practising import begin_practice
from fundinst.errors import Refused
from members.models import AccessEntry, Area, Notice
from reports.certified_facts import rows_of
from reports.certifying import known_at
from reports.certifying_rules import draft_of
from reports.chain import State, counted_in
from reports.models import CertifiedReport
from reports.returning import return_report
from tests.builders import (
    make_contract,
    make_household,
    make_institution,
    make_loan,
    make_person,
    make_user,
)
from tests.reports.certified import area, asked, certified, seat_chair, village

pytestmark = pytest.mark.django_db

WHY = "บ้านทดลองสองประชุมวันที่ 5 จะส่งตามไป"


def with_contract(institution, principal=1000):
    """The institution's committee user, after one contract of twice the principal."""
    user = make_user("committee", institution=institution)
    household = make_household(institution, "1")
    make_person(household, "นายหนึ่ง แบบอย่าง")
    funds = [*institution.funds.all()[:2]]
    for fund in funds:
        make_loan(household, fund, principal)
    make_contract(household, funds[0], user)
    seat_chair(institution, user)
    return user


@pytest.fixture
def first(institution):
    return with_contract(institution)


@pytest.fixture
def sister(institution):
    """Another institution of the same district."""
    return make_institution("331206", moo=94, name="บ้านทดลองสอง")


@pytest.fixture
def second(sister):
    return with_contract(sister, 3000)


def states(place, on=None):
    draft = draft_of(place, asked(on), known_at(asked(on)))
    return {one.place.code: one.state for one in draft.below}


def said_no(act):
    before = CertifiedReport.objects.count()
    with pytest.raises(Refused) as stopped:
        act()
    assert CertifiedReport.objects.count() == before
    return [refusal.code for refusal in stopped.value.refusals]


def test_it_is_made_of_the_reports_that_were_sent(
    institution, sister, first, second, district_officer
):
    parts = [certified(village(institution), first), certified(village(sister), second)]
    report = certified(area("3312"), district_officer, named="นางพัฒนา ตัวอย่าง")

    assert (report.number, report.households, report.total) == (1, 2, Decimal(8000))
    assert report.figures["total_debt"] == "8000.00"
    assert (report.certifier, report.position) == ("นางพัฒนา ตัวอย่าง", "พัฒนาการอำเภอห้วยทับทัน")
    assert [one.part for one in report.parts.order_by("part__pk")] == parts
    assert rows_of(report) == {institution.pk: 1, sister.pk: 1}
    assert {file.file_format for file in report.files.all()} == {"pdf", "xlsx", "csv"}


def test_before_any_report_was_sent_there_is_nothing_to_certify(first, district_officer):
    def act():
        certified(area("3312"), district_officer, explanation=WHY)

    assert said_no(act) == ["nothing_sent"]


def test_what_is_missing_is_named_and_has_to_be_explained(
    institution, sister, first, second, district_officer
):
    certified(village(institution), first)
    with pytest.raises(Refused) as stopped:
        certified(area("3312"), district_officer)
    (missing,) = [one for one in stopped.value.refusals if one.code == "report_missing"]

    assert "บ้านทดลองสอง" in missing.sentence and "1 แห่ง" in missing.sentence
    report = certified(area("3312"), district_officer, explanation=WHY)
    assert report.explanation == WHY
    assert report.parts.count() == 1


def test_names_of_those_that_sent_nothing_are_written_down_too_when_the_volume_is_taken_out(
    institution, sister, first, second, district_officer, client
):
    certified(village(institution), first)
    whole = certified(area("3312"), district_officer, explanation=WHY)
    assert rows_of(whole) == {institution.pk: 1, sister.pk: 1}

    client.force_login(district_officer)
    assert client.get(f"/reports/certified/{whole.pk}.csv").getvalue()
    taken = AccessEntry.objects.filter(kind="exported", actor=district_officer)
    assert dict(taken.values_list("institution", "rows")) == {institution.pk: 1, sister.pk: 1}


def test_who_has_no_contract_needs_no_report(institution, sister, first, district_officer):
    certified(village(institution), first)

    assert states(area("3312")) == {institution.code: State.SENT, sister.code: State.NOTHING}
    assert certified(area("3312"), district_officer).parts.count() == 1


def test_one_that_was_sent_back_or_says_less_than_the_books_has_to_be_explained(
    institution, sister, first, second, district_officer
):
    report = certified(village(institution), first)
    certified(village(sister), second)
    return_report(report, remarks="ผิด", on=localdate(), actor=district_officer)
    household = make_household(sister, "2")
    for fund in sister.funds.all()[:2]:
        make_loan(household, fund, 500)
    make_contract(household, sister.funds.first(), second)

    assert states(area("3312")) == {institution.code: State.RETURNED, sister.code: State.DIFFERS}
    codes = said_no(lambda: certified(area("3312"), district_officer))
    assert codes == ["totals_differ", "report_returned"]
    whole = certified(area("3312"), district_officer, explanation=WHY)
    assert [one.part.institution for one in whole.parts.all()] == [sister]


def test_a_part_of_a_report_that_counts_is_not_sent_back_before_that_one(
    institution, first, district_officer, province_officer
):
    part = certified(village(institution), first)
    whole = certified(area("3312"), district_officer)

    def back(report, actor):
        return return_report(report, remarks="ผิด", on=localdate(), actor=actor)

    assert counted_in(part) == whole
    assert said_no(lambda: back(part, district_officer)) == ["part_of_a_report"]
    back(whole, province_officer)
    assert Notice.objects.get(key=f"report_returned:{whole.pk}").user == district_officer
    assert counted_in(part) is None
    back(part, district_officer)


def test_the_province_is_made_of_its_districts_and_the_department_hears(
    institution, first, district_officer, province_officer, department, other_institution
):
    certified(village(institution), first)
    part = certified(area("3312"), district_officer)
    report = certified(area("33"), province_officer, named="นายจังหวัด ตัวอย่าง")

    assert (report.households, report.total) == (1, Decimal(2000))
    assert [one.part for one in report.parts.all()] == [part]
    assert report.position == "พัฒนาการจังหวัดศรีสะเกษ"
    assert rows_of(report) == {institution.pk: 1}
    assert Notice.objects.get(key=f"certified:{part.pk}").user == province_officer
    assert Notice.objects.get(key=f"certified:{report.pk}").user == department
    back = return_report(report, remarks="ผิด", on=localdate(), actor=department)
    assert back.report == report


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("treasurer", "3312"),
        ("other_district_officer", "3312"),
        ("province_officer", "3312"),
        ("district_officer", "33"),
        ("department", "33"),
        ("administrator", "3312"),
    ],
)
def test_only_its_own_officers_certify_an_area(who, code, institution, first, request):
    certified(village(institution), first)
    actor = request.getfixturevalue(who)

    assert "office_ended" in said_no(lambda: certified(area(code), actor, explanation=WHY))


def test_nobody_is_named_who_certifies(institution, first, district_officer):
    certified(village(institution), first)
    assert said_no(lambda: certified(area("3312"), district_officer, named=" ")) == [
        "certifier_unknown"
    ]


def test_after_the_period_was_closed_the_province_alone_certifies_it(
    institution, first, district_officer, province_officer
):
    through = localdate().replace(day=1) - timedelta(days=1)
    certified(village(institution), first, on=through)
    certified(area("3312"), district_officer, on=through)
    province = Area.objects.get(code="33")
    close_period(province, through, on=localdate(), actor=province_officer)

    def again():
        certified(area("3312"), district_officer, on=through, explanation="ใหม่")

    assert said_no(again) == ["period_closed"]
    assert certified(area("33"), province_officer, on=through).as_of == through


def test_a_practice_stands_in_no_report_above_it(institution, first, district_officer):
    certified(village(institution), first)
    begin_practice(institution, on=localdate(), actor=first)

    assert [*states(area("3312"))] == [institution.code]
