"""Forms of users and their offices. They read and narrow."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from fundinst.errors import Refused
from fundinst.forms import ActForm, NameField, ThaiDateField
from fundinst.thai import clean
from members.models import Area, Institution, User
from members.posts import DIGITS, Post, Role, areas_to_give, institutions_to_give

MOST_OFFERED = 40
PLACE_LABELS = {Role.COMMITTEE: "สถาบัน", Role.DISTRICT: "อำเภอ", Role.PROVINCE: "จังหวัด"}


class PlaceField(forms.ModelChoiceField):
    def label_from_instance(self, place: Institution | Area) -> str:
        if isinstance(place, Institution):
            return f"{place.name} {place.place}"
        return f"{place} จังหวัด{place.parent}" if place.parent else str(place)


class OfficeForm(ActForm):
    """Where, and from when to when. The role is chosen; the places are the actor's to give."""

    place = PlaceField(
        None,
        empty_label="เลือก",
        error_messages={"invalid_choice": "ที่นี้อยู่นอกเขตที่ท่านดูแล กรุณาเลือกใหม่"},
    )
    on = ThaiDateField(label="เริ่มทำหน้าที่ตั้งแต่วันที่")
    until = ThaiDateField(
        label="ถึงวันที่ (ถ้ามี)", required=False, help_text="เว้นว่างได้ถ้ายังไม่รู้ สิ้นสุดหน้าที่ภายหลังได้ทุกเมื่อ"
    )

    def __init__(
        self, data: Any = None, *, actor: User, role: str, looked_for: str = "", **initial: Any
    ) -> None:
        super().__init__(data, initial=initial)
        self.initial["place"] = _key(self.initial.get("place", ""))
        self.role, self.too_many = role, False
        if role in PLACE_LABELS:
            self._offer(actor, clean(looked_for), (data or {}).get("place", ""))
        else:
            del self.fields["place"]

    def _offer(self, actor: User, looked_for: str, chosen: str) -> None:
        """The places found, as far as they can be looked through; all of them are valid."""
        field, label = self.fields["place"], PLACE_LABELS[self.role]
        field.queryset = _places(actor, self.role)
        field.label, field.empty_label = label, f"เลือก{label}"
        field.error_messages["required"] = f"กรุณาเลือก{label}"
        wanted = _key(chosen) or self.initial["place"]
        found = [*_called(field.queryset, looked_for)[: MOST_OFFERED + 1]]
        self.too_many = len(found) > MOST_OFFERED
        offered = [] if self.too_many else found
        if wanted and wanted not in {str(one.pk) for one in offered}:
            offered += field.queryset.filter(pk=wanted)
        if len(offered) == 1 and not self.is_bound:
            self.initial["place"] = str(offered[0].pk)
        choices = [(one.pk, field.label_from_instance(one)) for one in offered]
        field.choices = [("", field.empty_label), *choices]

    def post(self) -> Post:
        """The office that is asked for. Of a form that is valid."""
        return self._post(self.cleaned_data.get("place"))

    def only_place(self) -> Post | None:
        """The office that can be seen coming: there is one place, or the address named it."""
        if "place" not in self.fields:
            return self._post(None)
        known = self.fields["place"].queryset.filter(pk=self.initial.get("place") or None).first()
        return self._post(known) if known else None

    def _post(self, place: Institution | Area | None) -> Post:
        if self.role == Role.COMMITTEE:
            return Post(self.role, institution=place)
        return Post(self.role, area=place)


class UserForm(OfficeForm):
    """Who, with which user name, in which office."""

    name = NameField(label="ชื่อและนามสกุล")
    username = forms.CharField(
        label="ชื่อผู้ใช้ (ถ้ามี)",
        required=False,
        max_length=30,
        help_text="เว้นว่างได้ ระบบจะตั้งให้จากรหัสของที่ทำงาน",
    )
    field_order = ["place", "name", "username", "on", "until"]

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["username"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "none"}


class EndOfficeForm(ActForm):
    """The first day without the office."""

    on = ThaiDateField(
        label="พ้นหน้าที่ตั้งแต่วันที่", help_text="ใส่วันนี้ถ้าให้สิ้นสุดทันที ตั้งแต่วันนั้นไปเข้าใช้ในหน้าที่นี้ไม่ได้"
    )


class CodeForm(ActForm):
    """A new one-time code, as the page saw the old one."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class OwnPasswordForm(ActForm):
    """A password of one's own, twice; who has one already says it first."""

    current = forms.CharField(
        label="รหัสผ่านที่ใช้อยู่",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "กรุณากรอกรหัสผ่านที่ใช้อยู่"},
    )
    password = forms.CharField(
        label="รหัสผ่านใหม่",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "กรุณาตั้งรหัสผ่านใหม่"},
    )
    again = forms.CharField(
        label="รหัสผ่านใหม่อีกครั้ง",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "กรุณาพิมพ์รหัสผ่านใหม่อีกครั้ง"},
    )

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data)
        self.request = request
        if request.user.password_is_temporary:
            del self.fields["current"]

    def clean_current(self) -> str:
        """Asked as at the sign-in, which counts wrong tries: nobody guesses at an open page."""
        name, current = self.request.user.username, self.cleaned_data["current"]
        if authenticate(self.request, username=name, password=current) != self.request.user:
            raise forms.ValidationError("รหัสผ่านที่ใช้อยู่ไม่ถูกต้อง", code="current_wrong")
        return current

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed = cleaned.get("password"), cleaned.get("again")
        if all(typed) and typed[0] != typed[1]:
            self.add_error("again", "พิมพ์สองช่องไม่เหมือนกัน กรุณาพิมพ์ใหม่ทั้งสองช่อง")
        return cleaned

    def refuse(self, refused: Refused) -> None:
        """Show why the password was refused, beside it."""
        for refusal in refused.refusals:
            self.add_error("password", forms.ValidationError(str(refusal), code=refusal.code))


def _key(asked: str) -> str:
    """What an address or a form names a place by; empty where it can't be a key."""
    return asked if asked.isascii() and asked.isdecimal() and len(asked) < 19 else ""


def _places(actor: User, role: str) -> QuerySet[Institution] | QuerySet[Area]:
    if role in DIGITS:
        return areas_to_give(actor, role)
    places = institutions_to_give(actor)
    return places.select_related("village", "subdistrict__parent__parent")


def _called(places: QuerySet, words: str) -> QuerySet:
    """Places by name or code, institutions by their tambon's name too; all for no words."""
    if not words:
        return places
    named = Q(name__icontains=words) | Q(code__startswith=words)
    if places.model is Institution:
        named |= Q(subdistrict__name__icontains=words)
    return places.filter(named)
