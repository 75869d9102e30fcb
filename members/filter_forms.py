"""Forms of keeping a search under a name."""

from typing import Any

from django import forms

from fundinst.forms import ActForm
from members.models import Institution, User
from members.versioned_forms import VersionedForm

LONGEST_NAME = 100


def _name_field() -> forms.CharField:
    return forms.CharField(
        label="ชื่อตัวกรอง",
        max_length=LONGEST_NAME,
        help_text="ตั้งให้จำง่าย เช่น บ้านที่ยังไม่ทำสัญญา",
        error_messages={"required": "กรุณาตั้งชื่อตัวกรอง"},
    )


class KeepFilterForm(ActForm):
    """The name, and who may use it: oneself, or the whole committee of one's institution."""

    name = _name_field()
    shared_in = forms.ModelChoiceField(
        Institution.objects.none(),
        label="ใครใช้ได้",
        required=False,
        blank=True,
        empty_label="เฉพาะฉัน",
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )

    def __init__(self, data: Any = None, *, user: User, words: str) -> None:
        super().__init__(data, initial={"name": words[:LONGEST_NAME], "shared_in": ""})
        committees = Institution.objects.run_by(user)
        if committees:
            self.fields["shared_in"].queryset = committees
            self.fields["shared_in"].label_from_instance = _of_committee
        else:
            del self.fields["shared_in"]


def _of_committee(institution: Institution) -> str:
    return f"กรรมการทุกคนของ{institution.name}"


class RenameFilterForm(VersionedForm):
    name = _name_field()
