"""Counts and rates as people type them: understood, or refused in words; never another number."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from members.typed_fields import CountField, PercentField


@pytest.mark.parametrize(
    ("typed", "count"),
    [("12", 12), ("๑๒ เดือน", 12), (" 2 คน ", 2), ("บัญชี 4", 4), ("เลขที่ ๔", 4), ("012", 12)],
)
def test_a_count_is_read_with_its_unit(typed, count):
    assert CountField(label="ระยะเวลา").clean(typed) == count


@pytest.mark.parametrize("typed", ["1.5", "-12", "1 ปี 6 เดือน", "2 ปี", "12/2560", "1,2", "สอง"])
def test_what_is_no_one_whole_number_is_refused(typed):
    with pytest.raises(ValidationError) as stopped:
        CountField(label="ระยะเวลา").clean(typed)
    assert stopped.value.messages == ["อ่านระยะเวลาไม่ออก ให้พิมพ์เป็นตัวเลขจำนวนเต็ม เช่น 12"]


@pytest.mark.parametrize(
    ("typed", "rate"), [("7.5", "7.5"), ("ร้อยละ ๖ ต่อปี", "6"), ("15%", "15"), ("100", "100")]
)
def test_a_rate_is_read_as_people_write_it(typed, rate):
    assert PercentField(label="อัตรา").clean(typed) == Decimal(rate)


@pytest.mark.parametrize("typed", ["101", "7.12345", "เจ็ด", "7,5"])
def test_a_rate_that_is_none_is_refused(typed):
    with pytest.raises(ValidationError) as stopped:
        PercentField(label="อัตรา").clean(typed)
    assert stopped.value.messages == ["อัตราดอกเบี้ยเป็นร้อยละต่อปี พิมพ์เช่น 6 หรือ 6.25"]
