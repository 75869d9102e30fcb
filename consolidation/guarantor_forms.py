"""Forms about guarantors: who stands for a contract, who is free, who was told of a default."""

from collections.abc import Sequence
from typing import Any

from django import forms

from consolidation.defaults import GuarantorTask
from consolidation.guarantee_rules import Guarantee, key_of
from consolidation.models import Contract
from consolidation.receipt_forms import DAY_EXAMPLE
from fundinst.days import day_in_words
from fundinst.forms import ActForm, BahtField, NameField, ThaiDateField
from members.models import Person

WORDS = forms.TextInput(attrs={"autocomplete": "off"})


class GuaranteeForm(ActForm):
    """A guarantee: who, the most in baht, until when.

    ``known`` are the codes of the warnings that people have read on this page; ``stranger`` says
    that whoever of the register bears the name is somebody else.
    """

    name = NameField(
        label="ชื่อ-สกุลผู้ค้ำประกัน",
        help_text="ถ้าชื่อตรงกับคนในทะเบียนของสถาบัน ระบบจะถามก่อนว่าเป็นคนเดียวกันหรือไม่",
    )
    most = BahtField(label="ค้ำไม่เกินกี่บาท", help_text="ที่เติมไว้คือยอดที่ต้องชำระทั้งสัญญา แก้ได้")
    until = ThaiDateField(
        label="ค้ำถึงวันที่", help_text=f"ที่เติมไว้คือวันครบกำหนดงวดสุดท้าย แก้ได้ {DAY_EXAMPLE}"
    )
    stranger = forms.BooleanField(
        required=False,
        label="ไม่ใช่คนเดียวกัน ให้บันทึกเป็นคนนอกทะเบียน",
        help_text="ทำเครื่องหมายเมื่อชื่อตรงกันแต่เป็นคนละคน",
    )
    known = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def guarantee(self, contract: Contract) -> Guarantee:
        """What was typed, with the one person of the institution who bears the name, if any."""
        said = self.cleaned_data
        name = str(said["name"])
        same = Person.objects.filter(
            household__institution=contract.household.institution, name_key=key_of(name)
        )
        found = [*same.select_related("household")[:2]]
        person = found[0] if len(found) == 1 and not said["stranger"] else None
        return Guarantee(str(person or name), said["most"], said["until"], person)


class ReleaseForm(ActForm):
    """Why a guarantor is free, and since when."""

    reason = forms.CharField(
        label="เหตุที่พ้นความรับผิด",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="เขียนสั้น ๆ เช่น มีผู้ค้ำประกันคนใหม่แทน ข้อความนี้จะอยู่ในประวัติ",
        error_messages={"required": "กรุณาเขียนเหตุที่พ้นความรับผิด"},
    )
    on = ThaiDateField(label="พ้นความรับผิดวันที่", happened=True, help_text=DAY_EXAMPLE)


class TellForm(ActForm):
    """One letter to a guarantor: of which missed instalments, when sent, and what shows it."""

    defaults = forms.MultipleChoiceField(
        label="บอกกล่าวเรื่องงวดใด",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={"required": "กรุณาเลือกงวดที่บอกกล่าวอย่างน้อยหนึ่งงวด"},
    )
    sent_on = ThaiDateField(label="ส่งหรือมอบหนังสือวันที่", happened=True, help_text=DAY_EXAMPLE)
    proof = forms.CharField(
        label="หลักฐานการส่ง",
        max_length=200,
        widget=WORDS,
        help_text="เช่น เลขไปรษณีย์ลงทะเบียน หรือ ผู้ค้ำลงชื่อรับเอง",
        error_messages={"required": "กรุณาใส่หลักฐานการส่ง"},
    )

    def __init__(self, data: Any = None, *, tasks: Sequence[GuarantorTask], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["defaults"].choices = [
            (
                one.instalment.due_on.isoformat(),
                f"งวดที่ {one.instalment.number} ครบกำหนด {day_in_words(one.instalment.due_on)}",
            )
            for one in tasks
        ]


class DefaultForm(ActForm):
    """Why a household is called in default, talked with anew, or back on its plan."""

    reason = forms.CharField(
        label="เหตุผล",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="เขียนสั้น ๆ ข้อความนี้จะอยู่ในประวัติของครัวเรือน",
        error_messages={"required": "กรุณาเขียนเหตุผล"},
    )
    on = ThaiDateField(label="วันที่", happened=True, help_text=DAY_EXAMPLE)
