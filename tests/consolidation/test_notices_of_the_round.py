"""Notices come with the acts themselves: sent, returned, mended, approved, corrected, withdrawn."""

import pytest

from consolidation.correcting import ask_for_correction
from consolidation.models import Submission
from consolidation.reviewing import NewRemark, approve, return_for_mending, withdraw_approval
from fundinst.errors import Refused
from members.models import Notice
from tests.consolidation.registered import SENT_ON, ready, send

pytestmark = pytest.mark.django_db
ROOF = NewRemark("household.house_number", "บ้านเลขที่", "ไม่ตรงกับทะเบียนบ้าน")


@pytest.fixture
def sent(household, treasurer, district_officer):
    return send([ready(household, treasurer)], treasurer)


def last_version() -> Submission:
    return Submission.objects.latest("version")


def give_back(officer):
    return return_for_mending(
        last_version(),
        remarks=[ROOF],
        reason="บ้านเลขที่ไม่ตรง",
        step="information",
        on=SENT_ON,
        actor=officer,
    )


def told() -> list[tuple]:
    return [(notice.user, notice.sentence) for notice in Notice.objects.order_by("pk")]


def test_each_step_of_the_round_tells_who_is_next(sent, household, treasurer, district_officer):
    give_back(district_officer)
    send([household], treasurer)
    approve([last_version()], on=SENT_ON, actor=district_officer)
    withdraw_approval(last_version(), reason="ตรวจผิดราย", on=SENT_ON, actor=district_officer)
    approve([last_version()], on=SENT_ON, actor=district_officer)
    ask_for_correction(household.cases.get(), reason="ยอดหนี้ผิด", on=SENT_ON, actor=treasurer)
    send([household], treasurer)

    house = "นางทองม้วน แบบอย่าง บ้านเลขที่ 32/1"
    again = "บ้านทดลอง แก้แล้วส่งกลับมาให้ท่านตรวจอีกครั้ง 1 ครัวเรือน"
    assert told() == [
        (district_officer, "บ้านทดลอง ส่งมาให้ตรวจ 1 ครัวเรือน"),
        (treasurer, f"อำเภอส่งกลับให้แก้ไข {house}: บ้านเลขที่ไม่ตรง"),
        (district_officer, again),
        (treasurer, f"อำเภอตรวจผ่านแล้ว {house}"),
        (treasurer, f"อำเภอถอนการผ่าน รออำเภอตรวจใหม่ {house}: ตรวจผิดราย"),
        (treasurer, f"อำเภอตรวจผ่านแล้ว {house}"),
        (district_officer, f"บ้านทดลอง ขอนำกลับไปแก้ไข {house}: ยอดหนี้ผิด"),
        (district_officer, again),
    ]


def test_an_act_that_is_refused_tells_nobody(sent, household, treasurer, district_officer):
    give_back(district_officer)
    before = told()

    with pytest.raises(Refused):
        approve([last_version()], on=SENT_ON, actor=district_officer)

    assert told() == before


def test_an_act_done_twice_tells_once(sent, district_officer):
    approve([last_version()], on=SENT_ON, actor=district_officer)
    approve([last_version()], on=SENT_ON, actor=district_officer)

    assert len(told()) == 2


def test_the_reviewer_is_led_to_what_waits(client, sent, district_officer):
    client.force_login(district_officer)

    answer = client.post(f"/notices/{Notice.objects.get().pk}/open/", follow=True)

    assert (answer.redirect_chain, answer.status_code) == ([("/reviews/", 302)], 200)
