"""Forms of where an institution is founded, and of its first user. They read and narrow."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from fundinst.forms import ActForm
from fundinst.thai import clean
from members.models import Area, CommitteeMember
from members.typed_fields import MooField
from members.versioned_forms import VersionedForm

MOST_OFFERED = 40
VILLAGE, TAMBON = "village", "tambon"


class PlaceField(forms.ModelChoiceField):
    def label_from_instance(self, area: Area) -> str:
        return f"ตำบล{area} อำเภอ{area.parent} จังหวัด{area.parent.parent}"


class PlaceForm(ActForm):
    """Where the institution is: its tambon by code, and the village or the whole tambon."""

    subdistrict = PlaceField(
        Area.objects.none(),
        label="ตำบล",
        empty_label="เลือกตำบล",
        error_messages={
            "required": "กรุณาเลือกตำบล",
            "invalid_choice": "ตำบลนี้อยู่นอกเขตของท่าน กรุณาเลือกใหม่",
        },
    )
    scope = forms.ChoiceField(
        label="เป็นสถาบันของ",
        choices=[(VILLAGE, "หมู่บ้านเดียว"), (TAMBON, "ทั้งตำบล")],
        initial=VILLAGE,
        widget=forms.RadioSelect,
    )
    moo = MooField(label="หมู่ที่", required=False, help_text="เช่น 3 หรือ ๓ (ทั้งตำบลให้เว้นว่าง)")
    name = forms.CharField(
        label="ชื่อ",
        max_length=100,
        help_text="ชื่อหมู่บ้าน เช่น บ้านหนองฮะ หรือชื่อตำบล ถ้าเป็นของทั้งตำบล",
        error_messages={"required": "กรุณากรอกชื่อหมู่บ้าน หรือชื่อตำบล"},
    )

    def __init__(self, data: Any = None, *, places: QuerySet[Area], looked_for: str = "") -> None:
        super().__init__(data)
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        field = self.fields["subdistrict"]
        field.queryset = places
        chosen = (data or {}).get("subdistrict", "")
        found = [*places.filter(_called(looked_for) | Q(code=chosen))[: MOST_OFFERED + 1]]
        self.too_many = len(found) > MOST_OFFERED
        self.offered = [] if self.too_many else found
        if self.too_many and chosen:
            self.offered = [*places.filter(code=chosen)]
        only = len(self.offered) == 1 and not data
        field.initial = self.offered[0] if only else None
        labels = [(area.pk, field.label_from_instance(area)) for area in self.offered]
        field.choices = [("", field.empty_label), *labels]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        village = cleaned.get("scope") == VILLAGE
        if village and cleaned.get("moo") is None and "moo" not in self.errors:
            self.add_error("moo", "กรุณากรอกหมู่ที่ หรือเลือกว่าเป็นสถาบันของทั้งตำบล")
        if not village:
            cleaned["moo"] = None
        if name := clean(cleaned.get("name") or ""):
            cleaned["name"] = f"บ้าน{name}" if village and not _is_named(name) else name
        return cleaned

    def in_words(self) -> str:
        """The place as it will be called, for people to say yes to. Of a form that is valid."""
        place = self.cleaned_data
        moo = f"หมู่ที่ {place['moo']} " if place["moo"] else ""
        area = self.fields["subdistrict"].label_from_instance(place["subdistrict"])
        return f"{place['name']} {moo}{area}"


def _is_named(name: str) -> bool:
    return name.startswith(("บ้าน", "ชุมชน"))


def _called(words: str) -> Q:
    """Tambons by name, by their district's name, or by code; every tambon for no words."""
    text = clean(words).removeprefix("ตำบล").removeprefix("ต.").strip()
    if not text:
        return Q(pk__isnull=False)
    return Q(name__icontains=text) | Q(parent__name__icontains=text) | Q(code__startswith=text)


class NameForm(VersionedForm):
    """How the institution, and its village, is called."""

    name = forms.CharField(
        label="ชื่อ", max_length=100, error_messages={"required": "กรุณากรอกชื่อหมู่บ้าน หรือชื่อตำบล"}
    )


class FirstUserForm(ActForm):
    """Who of the committee signs in first, and by which name."""

    member = forms.ModelChoiceField(
        CommitteeMember.objects.none(),
        label="ผู้ที่จะเข้าใช้ระบบ",
        empty_label=None,
        error_messages={"required": "กรุณาเลือกกรรมการที่จะเข้าใช้ระบบ"},
    )
    username = forms.CharField(
        label="ชื่อผู้ใช้",
        max_length=30,
        help_text="ตัวเลขหรือตัวอังกฤษเล็ก 4 ตัวขึ้นไป ใช้รหัสสถาบันก็ได้",
        error_messages={"required": "กรุณากรอกชื่อผู้ใช้"},
    )

    def __init__(
        self, data: Any = None, *, committee: QuerySet[CommitteeMember], **initial: Any
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["member"].queryset = committee
        self.fields["username"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "none"}
