"""Two at once: whoever certifies, sends back or closes meanwhile, the chain of reports holds."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils.timezone import localdate

from consolidation.models import PeriodClosing
from consolidation.period_closing import close_period
from members.models import Area
from reports.certifying import known_at
from reports.chain import counted_in
from reports.models import CertifiedReport, ReportReturn
from reports.returning import return_report
from tests.builders import make_contract, make_user
from tests.consolidation.test_two_at_once import at_once
from tests.reports.certified import area, asked, certified, seat_chair, village

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(institution, household, savings_group, treasurer):
    make_contract(household, savings_group, treasurer)
    seat_chair(institution, treasurer)
    return village(institution)


@pytest.mark.parametrize("attempt", range(2))
def test_two_of_the_committee_who_certify_the_same_certify_it_once(
    attempt, place, institution, treasurer
):
    other = make_user("committee", institution=institution)
    one, two = at_once(lambda: certified(place, treasurer), lambda: certified(place, other))

    assert one == two == CertifiedReport.objects.get()


@pytest.mark.parametrize("attempt", range(2))
def test_two_who_say_different_things_get_a_number_each_without_a_gap(
    attempt, place, institution, treasurer
):
    other = make_user("committee", institution=institution)
    made = at_once(
        lambda: certified(place, treasurer, explanation="ก"),
        lambda: certified(place, other, explanation="ข"),
    )

    assert sorted(one.number for one in made) == [1, 2]
    assert len({one.code for one in made}) == 2


@pytest.mark.parametrize("attempt", range(3))
def test_a_report_is_not_sent_back_while_it_becomes_a_part(
    attempt, place, treasurer, district_officer
):
    part = certified(place, treasurer)
    other = make_user("district", area="3312")

    at_once(
        lambda: certified(area("3312"), district_officer),
        lambda: return_report(part, remarks="ผิด", on=localdate(), actor=other),
    )

    whole = CertifiedReport.objects.filter(level="district").first()
    returned = ReportReturn.objects.filter(report=part).exists()
    assert (whole is not None) != returned
    assert counted_in(part) == whole


@pytest.mark.parametrize("attempt", range(3))
def test_nothing_is_certified_in_a_period_that_is_being_closed(
    attempt, place, treasurer, province_officer
):
    through = localdate().replace(day=1) - timedelta(days=1)
    province = Area.objects.get(code="33")
    report, closed = at_once(
        lambda: certified(place, treasurer, on=through),
        lambda: close_period(province, through, on=localdate(), actor=province_officer),
    )

    assert isinstance(closed, PeriodClosing)
    if isinstance(report, CertifiedReport):
        assert report.recorded_at <= PeriodClosing.objects.get().recorded_at
    else:
        assert report == ["period_closed"]


@pytest.mark.parametrize("attempt", range(3))
def test_a_report_that_is_replaced_meanwhile_becomes_no_part(
    attempt, place, treasurer, district_officer
):
    first = certified(place, treasurer)
    whole, second = at_once(
        lambda: certified(area("3312"), district_officer),
        lambda: certified(place, treasurer, explanation="พิมพ์ใหม่"),
    )

    assert isinstance(second, CertifiedReport)
    if isinstance(whole, CertifiedReport):
        made_before = whole.recorded_at <= second.recorded_at
        assert whole.parts.get().part == (first if made_before else second)
    else:
        assert whole == ["changed_meanwhile"]


def test_what_is_being_written_meanwhile_is_not_known_yet():
    """What a transaction writes bears the time at which it began."""
    given = connection.get_connection_params()
    wanted = ("host", "port", "dbname", "user", "password")
    with psycopg.connect(**{name: given[name] for name in wanted if given.get(name)}) as writer:
        reading = known_at(asked())
        (began,) = writer.execute("SELECT now()").fetchone()
        assert known_at(asked()) > reading  # who only reads holds nothing up

        writer.execute("SELECT pg_current_xact_id()")
        assert known_at(asked()) < began
        writer.rollback()
        assert known_at(asked()) > began
