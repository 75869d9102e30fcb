"""Fields that take what people type and say back what was understood; the form of an act."""

from datetime import date
from decimal import Decimal

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.asserts import assertInHTML

from fundinst.errors import Refusal, Refused
from fundinst.forms import (
    ActForm,
    BahtField,
    HouseNumberField,
    NameField,
    ThaiDateField,
    layout,
    understood,
)
from fundinst.names import Name


class LoanForm(ActForm):
    debtor = NameField(label="ชื่อ-สกุล")
    house = HouseNumberField(label="บ้านเลขที่")
    amount = BahtField(label="จำนวนเงิน")
    due_on = ThaiDateField(label="กำหนดคืน", today=lambda: date(2026, 11, 23), required=False)


TYPED = {
    "debtor": "นาง จันทร์เพ็ญ ทดลองชัย",
    "house": "๓๒/๑",
    "amount": "๑๓,๒๐๐ บาท",
    "due_on": "30 มิ.ย. 60",
}


def test_what_people_type_is_cleaned_to_values():
    form = LoanForm(TYPED)

    assert form.is_valid()
    assert form.cleaned_data == {
        "debtor": Name("นาง", "จันทร์เพ็ญ", "ทดลองชัย"),
        "house": "32/1",
        "amount": Decimal("13200"),
        "due_on": date(2017, 6, 30),
    }


def test_what_was_understood_is_said_back():
    form = LoanForm(TYPED)

    assert [understood(form, name) for name in form.fields] == [
        "เข้าใจว่า คำนำหน้า นาง ชื่อ จันทร์เพ็ญ นามสกุล ทดลองชัย",
        "เข้าใจว่า บ้านเลขที่ 32/1",
        "เข้าใจว่า 13,200 บาท (หนึ่งหมื่นสามพันสองร้อยบาทถ้วน)",
        "เข้าใจว่า 30 มิถุนายน 2560",
    ]
    assert understood(LoanForm(TYPED | {"due_on": "31/7/2017"}), "due_on") == (
        "พิมพ์เป็น ค.ศ. เข้าใจว่า ๓๑ กรกฎาคม ๒๕๖๐"
    )


def test_the_last_one_is_said_in_the_habit_that_the_settings_choose(settings):
    form = LoanForm(TYPED | {"amount": "101"})
    settings.FINAL_ONE = "common"
    assert understood(form, "amount") == "เข้าใจว่า 101 บาท (หนึ่งร้อยหนึ่งบาทถ้วน)"
    settings.FINAL_ONE = "royal_society"
    assert understood(form, "amount") == "เข้าใจว่า 101 บาท (หนึ่งร้อยเอ็ดบาทถ้วน)"


def test_nothing_is_said_back_of_an_unreadable_an_empty_or_an_unbound_field():
    assert understood(LoanForm(TYPED | {"amount": "1.000"}), "amount") == ""
    assert understood(LoanForm(TYPED | {"due_on": " "}), "due_on") == ""
    assert understood(LoanForm(), "amount") == ""


def test_an_empty_field_is_asked_for_by_its_label():
    form = LoanForm({"house": " "})

    assert form.errors == {
        "debtor": ["กรุณากรอกชื่อ-สกุล"],
        "house": ["กรุณากรอกบ้านเลขที่"],
        "amount": ["กรุณากรอกจำนวนเงิน"],
    }
    assert form.cleaned_data == {"due_on": None}


def test_a_dash_says_that_there_is_no_house_number():
    form = LoanForm(TYPED | {"house": "-"})

    assert form.is_valid()
    assert form.cleaned_data["house"] == ""
    assert understood(form, "house") == "เข้าใจว่า ไม่มีบ้านเลขที่"


def test_what_cannot_be_read_comes_back_as_typed_with_what_to_do():
    form = LoanForm(TYPED | {"amount": "1.000", "due_on": "31/6/60", "debtor": "นาย\x00ก"})

    assert form["amount"].value() == "1.000"
    assert form["due_on"].value() == "31/6/60"
    assert {name: error[0].code for name, error in form.errors.as_data().items()} == dict.fromkeys(
        ["debtor", "amount", "due_on"], "unreadable"
    )
    assert form.errors["amount"] == [
        "“1.000” ไม่แน่ว่าจุดคือหลักพันหรือทศนิยม ให้พิมพ์เช่น 13,200 หรือ 13,200.50"
    ]


def test_a_stored_value_is_shown_as_people_write_it_and_counts_as_unchanged_when_left():
    stored = {
        "debtor": Name("นาง", "จันทร์เพ็ญ", "ทดลองชัย"),
        "house": "32/1",
        "amount": Decimal("13200.00"),
        "due_on": date(2017, 6, 30),
    }
    form = LoanForm(initial=stored)
    shown = {name: form[name].value() for name in form.fields}

    assert shown == {
        "debtor": "นางจันทร์เพ็ญ ทดลองชัย",
        "house": "32/1",
        "amount": "13,200",
        "due_on": "30 มิ.ย. 2560",
    }
    assert LoanForm(shown, initial=stored).changed_data == []
    assert LoanForm(shown | {"amount": "13,201"}, initial=stored).changed_data == ["amount"]


def test_an_amount_is_a_text_input_that_opens_the_number_keys():
    assert str(LoanForm()["amount"]) == (
        '<input type="text" name="amount" autocomplete="off" inputmode="decimal" id="id_amount">'
    )
    assert 'type="text"' in str(LoanForm()["due_on"])


def test_every_refusal_of_an_act_is_shown_with_its_code():
    form = LoanForm(TYPED)
    form.show(
        Refused(
            [
                Refusal("too_few_debts", "ข้อ 5", "ต้องเลือกหนี้อย่างน้อย 2 รายการ"),
                Refusal("not_the_debtor", "", "ให้เลือกผู้กู้ในครัวเรือน"),
            ]
        )
    )

    errors = form.non_field_errors().as_data()
    assert [(error.code, error.message) for error in errors] == [
        ("too_few_debts", "ต้องเลือกหนี้อย่างน้อย 2 รายการ (ข้อ 5)"),
        ("not_the_debtor", "ให้เลือกผู้กู้ในครัวเรือน"),
    ]


@pytest.fixture
def rendered(rf):
    form = LoanForm(TYPED | {"amount": "1.000"})
    form.show(Refused([Refusal("closed", "", "หนี้ปิดแล้ว ให้เลือกหนี้อื่น")]))
    helper = layout(form, "amount", "due_on", submit="บันทึก")
    return render_crispy_form(form, helper, {"csrf_token": "token"})


def test_the_layout_shows_the_named_fields_their_errors_and_one_large_button(rendered):
    assert rendered.count("<form") == 1
    assert 'name="csrfmiddlewaretoken"' in rendered
    assert "novalidate" in rendered
    assert rendered.count('<input type="text"') == 2
    assert "ไม่แน่ว่าจุดคือหลักพันหรือทศนิยม" in rendered
    assert "หนี้ปิดแล้ว ให้เลือกหนี้อื่น" in rendered
    button = '<button type="submit" class="btn btn-primary btn-lg">บันทึก</button>'
    assertInHTML(button, rendered, count=1)
    assert "style=" not in rendered


def test_the_day_of_something_done_is_not_still_to_come():
    field = ThaiDateField(label="วันที่โอนเงิน", happened=True, today=lambda: date(2017, 7, 31))

    assert field.clean("31/7/2560") == date(2017, 7, 31)
    with pytest.raises(ValidationError) as stopped:
        field.clean("1/8/2560")
    assert stopped.value.messages == ["วันที่นี้ยังมาไม่ถึง ให้พิมพ์วันที่ที่ผ่านมาแล้ว"]


class PlainForm(ActForm):
    slip = forms.CharField(label="เลขที่", max_length=5, min_length=2)
    count = forms.IntegerField(label="จำนวน")
    kind = forms.ChoiceField(choices=[("a", "ก")])
    own = forms.CharField(error_messages={"required": "กรุณาเขียนเหตุผล"})
    paper = forms.FileField(max_length=4)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, ["กรุณากรอกข้อมูลช่องนี้"] * 3 + ["กรุณาเขียนเหตุผล", "กรุณาเลือกแฟ้ม"]),
        (
            {"slip": "123456", "count": "x", "kind": "b", "own": "\0"},
            [
                "พิมพ์ได้ไม่เกิน 5 ตัวอักษร พิมพ์มา 6 กรุณาย่อให้สั้นลง",
                "อ่านข้อมูลช่องนี้ไม่ออก กรุณาพิมพ์ใหม่",
                "ไม่มีตัวเลือกนี้แล้ว กรุณาเลือกใหม่",
                "มีอักขระที่มองไม่เห็น กรุณาลบแล้วพิมพ์ใหม่",
                "กรุณาเลือกแฟ้ม",
            ],
        ),
        (
            {"slip": "1", "count": "1", "kind": "a", "own": "x"},
            ["ต้องพิมพ์อย่างน้อย 2 ตัวอักษร พิมพ์มา 1", "กรุณาเลือกแฟ้ม"],
        ),
    ],
)
def test_whatever_is_wrong_with_a_field_is_said_in_thai(typed, said):
    form = PlainForm(typed)

    assert [sentence for field in form.errors.values() for sentence in field] == said


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("long.csv", b"1", "ชื่อแฟ้มยาวเกิน 4 ตัวอักษร กรุณาเปลี่ยนชื่อแฟ้มให้สั้นลง"),
        ("a", b"", "แฟ้มว่างเปล่า กรุณาเลือกแฟ้มอื่น"),
    ],
)
def test_whatever_is_wrong_with_a_file_is_said_in_thai(name, content, said):
    form = PlainForm({}, {"paper": SimpleUploadedFile(name, content)})

    assert form.errors["paper"] == [said]
