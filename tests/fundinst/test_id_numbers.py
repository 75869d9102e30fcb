"""National IDs in what people write: read, masked, found among other words."""

import logging
import sys

import pytest
from django.test import RequestFactory

from fundinst.id_numbers import id_in, in_groups, mask_ids, masked, read_id, sure_id_in, without_ids
from fundinst.log_lines import MaskedReporter, MaskIds
from fundinst.names import split_name
from fundinst.thai import Unreadable, to_thai_digits
from tests.members.invented_ids import an_id

ID = an_id(1234)
GROUPED = in_groups(ID)
HIDDEN = masked(ID[-4:])
WRONG = ID[:-1] + str((int(ID[-1]) + 1) % 10)


@pytest.mark.parametrize(
    "typed",
    [ID, GROUPED, to_thai_digits(ID), to_thai_digits(GROUPED), f" {ID[:5]} {ID[5:]} ", f"{ID} -"],
)
def test_an_id_is_read_however_it_is_written(typed):
    assert read_id(typed) == ID


@pytest.mark.parametrize("nothing", ["", "  ", "-", "–"])
def test_nothing_typed_is_no_id(nothing):
    assert read_id(nothing) == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (WRONG, "เลขบัตรประชาชนนี้ไม่ถูกต้อง มีตัวเลขผิดอย่างน้อย 1 ตัว"),
        (ID[:12], "เลขบัตรประชาชนมี 13 ตัว แต่พิมพ์มา 12 ตัว"),
        (f"{ID}5", "เลขบัตรประชาชนมี 13 ตัว แต่พิมพ์มา 14 ตัว"),
        (f"{ID[:12]}ก", "เลขบัตรประชาชนมีแต่ตัวเลข"),
        ("0" + ID[1:], "เลขบัตรประชาชนขึ้นต้นด้วย 1 ถึง 8 เท่านั้น"),
    ],
)
def test_what_is_no_id_is_refused_in_words_that_say_what_to_do_and_not_the_number(typed, said):
    with pytest.raises(Unreadable) as unreadable:
        read_id(typed)

    assert str(unreadable.value) == f"{said} ให้ดูที่บัตรแล้วพิมพ์ใหม่ ถ้าไม่มีบัตรให้เว้นว่าง"


def test_of_an_id_only_the_last_four_digits_are_shown():
    assert f"x-xxxx-xxxx{ID[9]}-{ID[10:12]}-{ID[12]}" == HIDDEN


@pytest.mark.parametrize(
    "written", [ID, GROUPED, to_thai_digits(ID), WRONG, GROUPED.replace("-", " ")]
)
def test_an_id_in_a_text_is_found_masked_and_taken_out(written):
    text = f"นายสมมุติ ทดสอบ ({written}) บ้านเลขที่ 32/1"

    assert id_in(text)[-4:] in (ID[-4:], WRONG[-4:])
    assert mask_ids(text) == f"นายสมมุติ ทดสอบ ({masked(id_in(text)[-4:])}) บ้านเลขที่ 32/1"
    assert without_ids(text) == "นายสมมุติ ทดสอบ บ้านเลขที่ 32/1"


@pytest.mark.parametrize("between", ["/", "_", ",", ", ", " - ", "\n", "\r\n", "\u200b", "\u00a0"])
def test_the_cards_five_groups_are_an_id_whatever_stands_between_them(between):
    written = GROUPED.replace("-", between)

    assert mask_ids(f"เลข {written} ผิด") == f"เลข {HIDDEN} ผิด"


@pytest.mark.parametrize(
    "written",
    [
        f"{ID[:1]}\u200b{ID[1:11]}\u200b{ID[11:]}",
        f"{ID[:6]}\u200b {ID[6:]}",
        f"{ID[0]},{ID[1:4]},{ID[4:7]},{ID[7:10]},{ID[10:]}",
    ],
)
def test_in_other_groups_or_with_unseen_signs_the_check_digit_makes_it_an_id(written):
    assert mask_ids(f"เลข {written} ผิด") == f"เลข {HIDDEN} ผิด"


@pytest.mark.parametrize(
    "text",
    [
        # Thirteen digits each, and with a right check digit where they were taken together.
        f"{ID[:2]},{ID[2:5]} {ID[5:7]},{ID[7:10]} {ID[10:]}",
        f"{ID[:3]}/{ID[3:9]}/{ID[9:]}",
        f"{ID[:5]}\n{ID[5:10]}\n{ID[10:]}",
        f"999,{ID[0]},{ID[1:4]},{ID[4:7]},{ID[7:10]},{ID[10:]}",
        "999,999,999,999.99",
        "โทร 081-234-5678, 089-876-5432",
        "13,200 บาท กทบ. 5/2559 ลงวันที่ 30/06/2560",
        "สัญญาเลขที่ 12345678901234 ใบเสร็จ 123456789012",
        HIDDEN,
    ],
)
def test_other_numbers_are_left_alone(text):
    assert (id_in(text), mask_ids(text), without_ids(text)) == ("", text, text)


def test_only_a_right_check_digit_makes_it_sure():
    assert (sure_id_in(f"สลิป {ID}"), sure_id_in(f"สลิป {WRONG}")) == (True, False)


@pytest.mark.parametrize("written", [ID, GROUPED, WRONG, HIDDEN])
def test_a_name_holds_no_id(written):
    with pytest.raises(Unreadable, match=r"^ในช่องชื่อมีเลขบัตรประชาชนปนอยู่"):
        split_name(f"นายสมมุติ ทดสอบ {written}")


def test_a_log_line_shows_no_id_wherever_it_came_from():
    try:
        raise ValueError(f"ไม่พบ {ID}")
    except ValueError:
        fault = sys.exc_info()
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "เปิด %s", (GROUPED,), fault)

    assert MaskIds().filter(record) is True
    line = logging.Formatter("%(message)s").format(record)
    assert line.splitlines()[0] == f"เปิด {HIDDEN}"
    assert (id_in(line), line.splitlines()[-1]) == ("", f"ValueError: ไม่พบ {HIDDEN}")


def test_the_page_of_a_fault_shows_no_id():
    request = RequestFactory().post("/", {"national_id": ID})
    try:
        raise ValueError(f"ไม่พบ {ID}")
    except ValueError:
        reporter = MaskedReporter(request, *sys.exc_info())

    for page in (reporter.get_traceback_html(), reporter.get_traceback_text()):
        assert (ID in page, HIDDEN in page) == (False, True)


def test_every_handler_of_the_log_masks_ids(settings):
    handlers = settings.LOGGING["handlers"].values()

    assert [handler["filters"] for handler in handlers] == [["ids"]] * len(handlers)
    assert settings.DEFAULT_EXCEPTION_REPORTER == "fundinst.log_lines.MaskedReporter"
