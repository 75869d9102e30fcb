"""Forms of selecting target households: which, by which meeting; answers; the criteria."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.crypto import get_random_string

from consolidation.answering import NOTHING, Told, version_of_answer
from consolidation.criteria import (
    KINDS,
    MOST_CRITERIA,
    OWES_FUNDS,
    UNKNOWN,
    Criterion,
    Finding,
)
from consolidation.models import CriterionAnswer
from fundinst.forms import ActForm, ThaiDateField
from fundinst.thai import to_arabic_digits
from members.models import Household, Institution
from members.versioned_forms import VersionedForm

KIND_WORDS = {
    "owes_funds": "ระบบนับจำนวนกองทุนที่เป็นหนี้",
    "creditors_are_members": "ระบบดูจากหนี้ที่บันทึก กรรมการแก้ได้",
    "asked": "กรรมการเป็นผู้ตอบ",
}


TEXT = {"class": "form-control", "autocomplete": "off"}


class TargetsForm(ActForm):
    """Which households the meeting selects; a reason for each that misses a criterion."""

    households = forms.ModelMultipleChoiceField(
        Household.objects.none(),
        label="ครัวเรือน",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "กรุณาเลือกอย่างน้อย 1 ครัวเรือน",
            "invalid_choice": "บางครัวเรือนเลือกไม่ได้แล้ว กรุณาเลือกใหม่",
            "invalid_pk_value": "บางครัวเรือนเลือกไม่ได้แล้ว กรุณาเลือกใหม่",
        },
    )
    minutes_number = forms.CharField(
        label="รายงานการประชุมครั้งที่",
        max_length=50,
        error_messages={"required": "กรุณากรอกครั้งที่ของรายงานการประชุม เช่น 3/2560"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="เช่น 3/2560",
    )
    on = ThaiDateField(label="วันที่ประชุม", happened=True, help_text="เช่น 30/6/2560 หรือ 30 มิ.ย. 2560")

    def __init__(self, *args: Any, institution: Institution, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["households"].queryset = institution.households.listed()

    @property
    def chosen(self) -> set[str]:
        """The numbers of the ticked households, readable or not."""
        return {*self.data.getlist("households")} if self.is_bound else set()

    @property
    def reasons(self) -> dict[int, str]:
        """The reasons given, by household."""
        named = {h.pk: self.data.get(f"reason-{h.pk}", "") for h in self.cleaned_data["households"]}
        return {pk: text.strip()[:300] for pk, text in named.items() if text.strip()}


class AnswersForm(ActForm):
    """The committee's answers to the asked criteria of one household.

    With ``all_yes`` (a button) every criterion of which nothing is known yet is answered yes.
    """

    all_yes = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, findings: Iterable[Finding], **options: Any) -> None:
        self.findings = [finding for finding in findings if finding.criterion.is_asked]
        super().__init__(*args, **options)
        for finding in self.findings:
            self._add(finding)

    def _add(self, finding: Finding) -> None:
        code = finding.criterion.code
        self.fields[f"answer-{code}"] = forms.ChoiceField(
            label=finding.criterion.sentence,
            choices=_choices(finding),
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            initial=finding.answer or CriterionAnswer.Answer.UNKNOWN,
            error_messages={"required": "กรุณาเลือกคำตอบ"},
        )
        self.fields[f"reason-{code}"] = forms.CharField(
            label="เหตุผล (ต้องใส่ถ้าตอบว่าไม่ใช่)",
            max_length=300,
            required=False,
            initial=finding.answer_reason,
            widget=forms.TextInput(attrs=TEXT),
        )

    def clean(self) -> dict[str, Any]:
        for finding in self.findings:
            answer, reason = self._answer(finding)
            field = f"reason-{finding.criterion.code}"
            if answer == CriterionAnswer.Answer.NO and not reason and field not in self.errors:
                self.add_error(field, "ถ้าตอบว่าไม่ใช่ กรุณาบอกเหตุผลด้วย")
        return self.cleaned_data

    def rows(self) -> list[dict[str, Any]]:
        """Each finding with its two fields, and the version of what the page shows of it."""
        return [
            {
                "finding": finding,
                "answer": self[f"answer-{finding.criterion.code}"],
                "reason": self[f"reason-{finding.criterion.code}"],
                "seen": version_of_answer(finding.answer, finding.answer_reason),
            }
            for finding in self.findings
        ]

    def told(self) -> list[Told]:
        """What says something else than the page showed, and than what is known now."""
        told = [(finding, self._told(finding)) for finding in self.findings]
        return [
            one
            for finding, one in told
            if one.seen != version_of_answer(*one.said) and one.said != _known(finding)
        ]

    def _told(self, finding: Finding) -> Told:
        code = finding.criterion.code
        return Told(code, *self._answer(finding), seen=self.data.get(f"seen-{code}", ""))

    def _answer(self, finding: Finding) -> tuple[str, str]:
        code = finding.criterion.code
        answer = self.cleaned_data.get(f"answer-{code}", "")
        all_yes = self.cleaned_data.get("all_yes") and finding.state == UNKNOWN
        if all_yes and answer == CriterionAnswer.Answer.UNKNOWN:
            answer = CriterionAnswer.Answer.YES.value
        return answer, self.cleaned_data.get(f"reason-{code}", "")


def _choices(finding: Finding) -> list[tuple[str, str]]:
    """What may be answered; beside what the system sees itself, an answer only differs from it."""
    unknown = CriterionAnswer.Answer.UNKNOWN.value
    said = dict(CriterionAnswer.Answer.choices)
    if finding.state != UNKNOWN and not finding.answer:
        said[unknown] = f"ใช้ตามที่ระบบเห็น ({finding.word})"
    return [*said.items()]


def _known(finding: Finding) -> tuple[str, str]:
    return finding.answer or NOTHING[0], finding.answer_reason


class CriteriaForm(VersionedForm):
    """The criteria as lines that can be reworded, left out and added to; a new version."""

    effective_on = ThaiDateField(
        label="ใช้ตั้งแต่วันที่",
        help_text="เช่น 1/10/2560",
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **options: Any) -> None:
        super().__init__(*args, **options)
        room = min(len(criteria) + 3, MOST_CRITERIA)
        self.places = [*range(room)]
        for place in self.places:
            known = criteria[place] if place < len(criteria) else None
            self._add_line(place, known)

    def _add_line(self, place: int, known: Criterion | None) -> None:
        self.fields[f"code-{place}"] = forms.CharField(
            label="รหัส",
            initial=known.code if known else "",
            required=False,
            max_length=30,
            widget=forms.HiddenInput,
        )
        self.fields[f"sentence-{place}"] = forms.CharField(
            label=f"เกณฑ์ข้อที่ {place + 1}",
            initial=known.sentence if known else "",
            required=False,
            max_length=150,
            widget=forms.TextInput(attrs=TEXT),
        )
        self.fields[f"kind-{place}"] = forms.ChoiceField(
            label=f"รู้ได้อย่างไร ข้อที่ {place + 1}",
            choices=[(kind, KIND_WORDS[kind]) for kind in KINDS],
            initial=known.kind if known else "asked",
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        self.fields[f"least-{place}"] = forms.CharField(
            label=f"อย่างน้อยกี่กองทุน ข้อที่ {place + 1}",
            initial=known.least or "" if known else "",
            required=False,
            max_length=2,
            widget=forms.TextInput(
                attrs={**TEXT, "class": "form-control number", "inputmode": "numeric"}
            ),
        )
        self.fields[f"required-{place}"] = forms.BooleanField(
            label=f"ต้องผ่าน ข้อที่ {place + 1}",
            initial=known.required if known else True,
            required=False,
            widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        )

    def rows(self) -> list[dict[str, Any]]:
        names = ("code", "sentence", "kind", "least", "required")
        return [{name: self[f"{name}-{place}"] for name in names} for place in self.places]

    def definition(self) -> dict[str, Any]:
        """What was typed, for ``read_criteria``; lines without words are left out."""
        lines = []
        for place in self.places:
            said = {
                name: self.cleaned_data[f"{name}-{place}"]
                for name in ("code", "sentence", "kind", "least", "required")
            }
            if not said["sentence"].strip():
                continue
            least = to_arabic_digits(said["least"].strip())
            counts = said["kind"] == OWES_FUNDS
            lines.append(
                {
                    "code": said["code"] or get_random_string(12),
                    "sentence": said["sentence"].strip(),
                    "kind": said["kind"],
                    "least": int(least) if counts and least.isdecimal() else 0,
                    "required": said["required"],
                }
            )
        return {"criteria": lines}
