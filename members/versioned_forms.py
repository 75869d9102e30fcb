"""Forms that change what is there: the second of two writers sees both values, and chooses."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms

from fundinst.errors import Refused
from fundinst.forms import ActForm
from fundinst.thai import format_date
from members.versions import CHANGED


class VersionedForm(ActForm):
    """A form that knows what it was opened with, and shows both values when others wrote meanwhile.

    ``seen`` is that version. After a refusal for it, ``both`` holds (label, what was typed here,
    what stands now) of every field that differs, and the form is of what stands now: sent again, it
    holds.
    """

    seen = forms.CharField(label="หน้าที่เปิดไว้", required=False, widget=forms.HiddenInput)
    both: list[tuple[str, str, str]] = []

    @property
    def opened_with(self) -> str | None:
        """The version that came with the form; None when it came from no page of ours."""
        return self.data.get("seen")

    def meet(
        self, refused: Refused, *, now: dict[str, str], mine: dict[str, str], seen: str
    ) -> None:
        """Show the refusal; ``now`` and ``mine`` are texts by label, ``seen`` today's version."""
        self.show(refused)
        self.put_beside(refused, now=now, mine=mine, seen=seen)

    def put_beside(
        self, refused: Refused, *, now: dict[str, str], mine: dict[str, str], seen: str
    ) -> None:
        """The same, where the refusal is shown already."""
        if any(refusal.code == CHANGED for refusal in refused.refusals):
            self.both = [
                (label, mine[label] or "–", now[label] or "–")
                for label in mine
                if mine[label] != now[label]
            ]
            self.data = self.data.copy()
            self.data["seen"] = seen

    def put_beside_initial(self, refused: Refused, *, but: Collection[str] = ()) -> None:
        """The same for a form whose initial values are what stands now, ``but`` for some fields."""
        named = self.cleaned_data.keys() - {*but}
        fields = [field for field in self.visible_fields() if field.name in named]
        self.put_beside(
            refused,
            now={field.label: _said(field, field.initial) for field in fields},
            mine={field.label: _said(field, self.cleaned_data[field.name]) for field in fields},
            seen=self.initial["seen"],
        )


def _said(field: forms.BoundField, value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return "ใช่" if value else "ไม่ใช่"
    if isinstance(value, date):
        return format_date(value, style="medium", digits="arabic")
    if isinstance(field.field, forms.ChoiceField):
        return str(dict(field.field.choices).get(value, ""))
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return str(field.field.prepare_value(value) or "")
