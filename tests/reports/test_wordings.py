"""The wordings of papers: shipped ones that can be printed, and the administrator's versions."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from fundinst.errors import Refused
from members.models import AuditEntry
from reports.invented import invented
from reports.issuing import issue
from reports.keeping import file_of
from reports.models import Wording
from reports.paper_kinds import BY_SLUG, KINDS
from reports.papers import worded_paper
from reports.wording_text import problems_of, title_of
from reports.wordings import Worded, differences, shipped, wording_of, write_wording
from tests.consolidation.repaying import FIRST, LAST, contract
from tests.reports.papers import lines_by_pdftotext, without_spaces

__all__ = ["contract"]

pytestmark = pytest.mark.django_db

SLIP = BY_SLUG["slip"]
GUARANTEE = BY_SLUG["guarantee"]
TODAY = date(2026, 3, 1)


@pytest.mark.parametrize("slug", [*BY_SLUG])
def test_every_shipped_wording_can_be_printed(slug):
    kind = BY_SLUG[slug]
    assert problems_of(shipped(slug), kind.known) == []

    paper = worded_paper(kind, invented(kind), Worded(0, None, shipped(slug)))

    assert paper.title == title_of(shipped(slug))
    said = [*paper.blocks, *paper.last]
    texts = "".join(block.heading + block.text for block in said)
    assert not any(sign in texts for sign in "{}[0123456789")


def written(kind, body, actor, *, on=TODAY, effective_on=TODAY, seen=0) -> Wording:
    return write_wording(kind, body, effective_on=effective_on, on=on, seen=seen, actor=actor)


def refused(kind, body, actor, **said) -> list[str]:
    with pytest.raises(Refused) as stopped:
        written(kind, body, actor, **said)
    return [refusal.code for refusal in stopped.value.refusals]


def test_a_version_holds_from_its_day_and_the_shipped_one_before(administrator):
    body = shipped("slip") + "เก็บไว้สิบปี"
    later = TODAY + timedelta(days=9)

    one = written(SLIP, body, administrator, effective_on=later)

    assert wording_of("slip", TODAY) == Worded(0, None, shipped("slip"))
    assert wording_of("slip", later) == Worded(1, later, body)
    assert one == written(SLIP, body, administrator, effective_on=later)
    assert AuditEntry.objects.get(act="wording_written").sentence == (
        "แก้ถ้อยคำของใบโอนเงินระหว่างกองทุน เป็นฉบับที่ 1"
    )


def test_the_paper_names_the_version_it_was_printed_with(contract, treasurer, administrator):
    kind = BY_SLUG["contract"]
    body = shipped("contract") + "ข้อ ข้อตกลงเพิ่ม: คู่สัญญาแจ้งกันเมื่อย้ายบ้าน"
    written(kind, body, administrator, on=FIRST, effective_on=LAST)

    before = issue(kind, contract, on=FIRST, actor=treasurer)
    assert (before.wording, "ข้อตกลงเพิ่ม" in text_of(before)) == (0, False)
    contract.borrower.full_name = "นางเปลี่ยน ชื่อแล้ว"
    contract.borrower.save()
    after = issue(kind, contract, on=LAST, actor=treasurer)

    assert after.wording == 1
    assert without_spaces("ถ้อยคำฉบับที่ ๑ ใช้ตั้งแต่ ๑ มีนาคม ๒๕๖๘") in text_of(after)
    assert without_spaces("ข้อ ๑๐ ข้อตกลงเพิ่ม คู่สัญญาแจ้งกันเมื่อย้ายบ้าน") in text_of(after)


def text_of(issued) -> str:
    return without_spaces("".join(lines_by_pdftotext(file_of(issued))))


def test_a_wording_that_cannot_be_printed_is_refused_with_every_reason(administrator):
    body = "ไม่มีชื่อ {ไม่รู้จัก} {กองทุนที่จ่าย\n[ฝนตก] {จำนวนเงิน}"

    with pytest.raises(Refused) as stopped:
        written(SLIP, body, administrator)

    said = " ".join(refusal.sentence for refusal in stopped.value.refusals)
    expected = ["ขึ้นต้นด้วย #", "{ไม่รู้จัก}", "ไม่ครบคู่", "[ฝนตก]", "{จำนวนเงิน} {วันที่โอน}"]
    assert [one for one in expected if one not in said] == []
    assert not Wording.objects.exists()


@pytest.mark.parametrize(
    ("sentence", "taken"),
    [
        ("ผู้ค้ำประกันรับผิดอย่างลูกหนี้ร่วม", False),
        ("ผู้ค้ำประกันไม่ใช่ลูกหนี้ร่วม", True),
    ],
)
def test_no_guarantee_makes_a_joint_debtor(administrator, sentence, taken):
    problems = problems_of(shipped("guarantee") + sentence, GUARANTEE.known)

    assert (problems == []) is taken


def test_what_a_guarantee_must_say_cannot_be_left_out_or_made_conditional():
    without = shipped("guarantee").replace("{วงเงินค้ำ}", "มาก")
    (problem,) = problems_of(without, GUARANTEE.known)
    assert "{วงเงินค้ำ}" in problem


def test_a_day_that_is_past_or_taken_and_an_older_page_are_refused(administrator):
    body = shipped("slip") + "หนึ่ง"
    past = TODAY - timedelta(days=1)
    assert refused(SLIP, body, administrator, effective_on=past) == ["effective_before_today"]
    assert refused(SLIP, shipped("slip").strip(), administrator) == ["wording_unchanged"]
    written(SLIP, body, administrator)

    other = shipped("slip") + "สอง"
    assert refused(SLIP, other, administrator) == ["changed_meanwhile", "effective_on_taken"]
    assert Wording.objects.count() == 1


def refused_by_the_database(sql: str) -> str:
    with pytest.raises(IntegrityError) as stopped, transaction.atomic(), connection.cursor() as to:
        to.execute(sql)
    return stopped.value.__cause__.diag.constraint_name


def test_the_database_keeps_a_version_as_it_was_written(administrator):
    written(SLIP, shipped("slip") + "หนึ่ง", administrator)
    copy = """
        INSERT INTO reports_wording (kind, version, effective_on, body, written_by_id)
        SELECT kind, {version}, effective_on + {days}, {body}, written_by_id FROM reports_wording
    """

    assert refused_by_the_database("UPDATE reports_wording SET body = 'x'") == "wording_stands"
    assert refused_by_the_database("DELETE FROM reports_wording") == "wording_never_deleted"
    twice = copy.format(version=1, days=1, body="body")
    assert refused_by_the_database(twice) == "wording_version_once"
    same_day = copy.format(version=2, days=0, body="body")
    assert refused_by_the_database(same_day) == "wording_once_a_day"
    empty = copy.format(version=2, days=1, body="''")
    assert refused_by_the_database(empty) == "wording_says_something"


def test_the_administrator_looks_at_a_version_before_it_is_written(client, administrator):
    client.force_login(administrator)
    page = "/reports/wordings/slip/edit/"
    typed = {"body": shipped("slip") + "เก็บไว้สิบปี", "effective_on": "1/1/2600", "seen": "0"}

    checked = client.post(page, typed | {"step": "check"}).content.decode()
    assert "<strong>เพิ่ม</strong> เก็บไว้สิบปี" in checked and "กองทุนหมู่บ้าน" in checked
    assert not Wording.objects.exists()
    again = client.post(page, typed | {"step": "back"}).content.decode()
    assert "เก็บไว้สิบปี</textarea>" in again
    saved = client.post(page, typed | {"step": "save"}, follow=True).content.decode()

    assert "ฉบับที่ 1 ใช้ตั้งแต่ 1 ม.ค. 2600" in saved
    assert Wording.objects.get().body == typed["body"]
    example = client.get("/reports/wordings/slip/example.pdf").content
    assert "เก็บไว้สิบปี" in "".join(lines_by_pdftotext(example))


def test_a_wrong_wording_comes_back_as_typed_with_what_to_do(client, administrator):
    client.force_login(administrator)
    typed = {"body": "# ใบโอน <b>{ไม่รู้จัก}</b>", "effective_on": "1/1/2600", "seen": "0"}

    page = client.post("/reports/wordings/slip/edit/", typed | {"step": "check"}).content.decode()

    assert "ไม่รู้จักช่อง {ไม่รู้จัก}" in page and "&lt;b&gt;" in page


def test_nobody_else_comes_to_the_wordings(client, treasurer, district_officer):
    for user in (treasurer, district_officer):
        client.force_login(user)
        assert client.get("/reports/wordings/").status_code == 403
        assert client.post("/reports/wordings/slip/edit/", {"step": "save"}).status_code == 403


def test_differences_name_what_was_added_and_taken_out():
    found = differences("ก\nข\nค", "ก\nง\nค")

    assert [(line.text, line.tone) for line in found] == [
        ("ก", ""),
        ("ข", "removed"),
        ("ง", "added"),
        ("ค", ""),
    ]


def test_every_kind_has_its_own_wording():
    assert len({shipped(kind.slug) for kind in KINDS}) == len(KINDS) == 17
