"""Two people have the same page open: the second to save sees both values, and chooses."""

from datetime import date

import pytest

from members.models import Institution, SavedFilter
from members.saving_filters import keep_filter
from members.seating import seat_on_committee
from tests.builders import make_user
from tests.crawling import opened
from tests.pages import main_texts, rows

pytestmark = pytest.mark.django_db

CHANGED = "ข้อมูลนี้ถูกแก้ระหว่างที่ท่านพิมพ์ ดูค่าทั้งสองแล้วเลือกว่าจะใช้ค่าไหน"


@pytest.fixture
def chair(institution, treasurer):
    told = {"position": "chair", "name": "นายนำ สมมุติ", "on": date(2015, 1, 1)}
    return seat_on_committee(institution, **told, actor=treasurer)


@pytest.fixture
def colleague(institution):
    return make_user("committee", institution=institution)


@pytest.fixture
def two(client, treasurer, colleague):
    """Both open the page; the colleague saves first. What the second one is answered."""

    def write(page: str, theirs: dict, mine: dict):
        client.force_login(treasurer)
        address, form = opened(client, page)
        client.force_login(colleague)
        first = client.post(*_sent(opened(client, page), theirs))
        assert first.status_code == 302, main_texts(first, "notice-body")
        client.force_login(treasurer)
        return client.post(address, form | mine)

    return write


def _sent(form: tuple[str, dict], typed: dict) -> tuple[str, dict]:
    address, fields = form
    return address, fields | typed


def both(answer) -> list[list[str]]:
    """The rows of the table of both values; there is none where nothing was changed meanwhile."""
    assert answer.status_code == 200
    assert any(CHANGED in said for said in main_texts(answer, "notice-body"))
    return [row for row in rows(answer) if len(row) == 3][1:]


def send_again(client, answer, page: str, mine: dict):
    """The second press, of the page that shows both."""
    seen = answer.context["form"]["seen"].value()
    address, form = opened(client, page)
    return client.post(address, form | mine | {"seen": seen})


def test_two_who_correct_a_committee_member(client, two, chair):
    page = f"/committee/{chair.pk}/correct/"
    mine = {"name": "นายนำ ของฉัน", "phone": "0811111111"}

    answer = two(page, {"name": "นายนำ ของเขา", "phone": "0822222222"}, mine)

    chair.refresh_from_db()
    assert chair.name == "นายนำ ของเขา"
    assert both(answer) == [
        ["ชื่อ-สกุล", "นายนำ ของฉัน", "นายนำ ของเขา"],
        ["โทรศัพท์ (ถ้ามี)", "081-111-1111", "082-222-2222"],
    ]
    assert send_again(client, answer, page, mine).status_code == 302
    chair.refresh_from_db()
    assert (chair.name, chair.phone) == ("นายนำ ของฉัน", "081-111-1111")


def test_two_who_say_the_same_are_not_asked(two, chair):
    said = {"name": "นายนำ สมมุติดี"}

    assert two(f"/committee/{chair.pk}/correct/", said, said).status_code == 302


def test_two_who_end_a_term(two, chair):
    page = f"/committee/{chair.pk}/end/"

    answer = two(page, {"on": "30/9/2560"}, {"on": "31/10/2560"})

    chair.refresh_from_db()
    assert chair.ended_on == date(2017, 9, 30)
    assert both(answer) == [["วันสุดท้ายของวาระ", "31 ต.ค. 2560", "30 ก.ย. 2560"]]


def test_two_who_seat_somebody_in_the_same_office(two, institution, chair):
    page = f"/committee/{institution.code}/seat/"
    seat = {"position": "secretary", "started_on": "1/2/2560"}

    answer = two(page, seat | {"name": "นางเขา สมมุติ"}, seat | {"name": "นางฉัน สมมุติ"})

    assert both(answer) == [["เลขานุการ", "นางฉัน สมมุติ", "นางเขา สมมุติ"]]
    assert institution.committee.count() == 2


def test_two_who_add_members_of_the_committee_dont_meet(two, institution):
    page = f"/committee/{institution.code}/seat/"
    seat = {"position": "member", "started_on": "1/2/2560"}

    answer = two(page, seat | {"name": "นางเขา สมมุติ"}, seat | {"name": "นางฉัน สมมุติ"})

    assert (answer.status_code, institution.committee.count()) == (302, 2)


def test_two_who_mend_the_name(two, institution):
    answer = two(f"/found/{institution.code}/name/", {"name": "บ้านเขา"}, {"name": "บ้านฉัน"})

    institution.refresh_from_db()
    assert institution.name == "บ้านเขา"
    assert both(answer) == [["ชื่อ", "บ้านฉัน", "บ้านเขา"]]


def test_a_fund_that_got_an_account_meanwhile_is_not_taken_out_unseen(
    client, treasurer, colleague, kkj
):
    client.force_login(treasurer)
    address, form = opened(client, f"/funds/{kkj.pk}/take-out/")
    client.force_login(colleague)
    client.post(*_sent(opened(client, f"/funds/{kkj.pk}/account/"), {"number": "4"}))
    client.force_login(treasurer)

    answer = client.post(address, form)

    assert both(answer) == [["กองทุนนี้", "เอาออก", "กข.คจ. บัญชี 1, บัญชี 4 ระเบียบ 0 ฉบับ"]]
    again = {"seen": answer.context["form"]["seen"].value()}
    assert client.post(address, form | again).status_code == 302


def test_two_who_rename_a_shared_filter(two, institution, treasurer):
    kept = keep_filter(treasurer, page="households", query="q=1", name="เดิม", shared_in=institution)

    answer = two(f"/filters/{kept.pk}/rename/", {"name": "ของเขา"}, {"name": "ของฉัน"})

    assert SavedFilter.objects.get().name == "ของเขา"
    assert both(answer) == [["ชื่อตัวกรอง", "ของฉัน", "ของเขา"]]


def test_two_who_set_up_the_committee(two, institution: Institution, chair):
    page = f"/found/{institution.code}/committee/"

    theirs, mine = ({"chair-name": f"นาย{who} สมมุติ", "chair-signs": "on"} for who in ("เขา", "ฉัน"))

    answer = two(page, theirs, mine)

    assert both(answer) == [["ประธานกรรมการ", "นายฉัน สมมุติ", "นายเขา สมมุติ"]]
    assert institution.committee.get().name == "นายเขา สมมุติ"


def test_two_who_set_up_the_funds(two, institution):
    page = f"/found/{institution.code}/funds/"

    answer = two(page, {"kkj-name": "กข.คจ. ของเขา"}, {"kkj-name": "กข.คจ. ของฉัน"})

    assert both(answer) == [["ชื่อกข.คจ.", "กข.คจ. ของฉัน", "กข.คจ. ของเขา"]]
    assert institution.funds.get(kind="kkj").name == "กข.คจ. ของเขา"
