"""Forms of the district's review: remarks, a return, an approval; and of what follows it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from consolidation.models import Case, Review, Submission
from consolidation.review_rules import LONGEST_REASON, STEP_OF_SECTION, STEPS
from consolidation.reviewing import LONGEST_REMARK, NewRemark
from consolidation.snapshot import Field
from fundinst.errors import Refused
from fundinst.forms import HOLDS_AN_ID, ActForm
from fundinst.id_numbers import sure_id_in
from members.models import User

READY_REASONS = (
    "บ้านเลขที่ไม่ตรงกับทะเบียนบ้าน",
    "ชื่อหรือนามสกุลสะกดไม่ตรงกับบัตรประชาชน",
    "คนในครัวเรือนไม่ครบ หรือมีคนของครัวเรือนอื่นอยู่ด้วย",
    "ยอดหนี้ไม่ตรงกับทะเบียนลูกหนี้ของกองทุน",
    "แยกเงินต้น ดอกเบี้ย และค่าปรับไม่ถูกต้อง",
    "อัตราดอกเบี้ยเกินร้อยละ 15 ต่อปี ให้ตรวจกับสัญญา",
    "ยังขาดหนี้ของกองทุนอื่น",
    "เลขที่สัญญา วันที่กู้ หรือวันครบกำหนดไม่ตรงกับสัญญา",
    "ผู้ค้ำประกันไม่ตรงกับสัญญา",
    "ประเภทลูกหนี้ไม่ตรงกับการค้างชำระจริง",
    "รายได้หรือค่าใช้จ่ายไม่สมเหตุผล ให้ถามครัวเรือนอีกครั้ง",
    "ไม่มีมติที่ประชุม หรือเลขที่รายงานการประชุมไม่ตรง",
    "ลายมือชื่อ ลายนิ้วมือ หรือพยานในเอกสารไม่ครบ",
)
"""What is found most often, ready to choose; anything else is written in own words."""

PREFIX = "remark-"
TEXT = {"class": "form-control", "autocomplete": "off"}


class ReviewForm(ActForm):
    """A decision on one submission, with a remark beside any field of its content.

    ``looked`` is a box whose value is the version of what changed since it was sent, as the page
    showed it (``UnderReview.version_of_changes``): ticked, those changes were seen, and no others.
    """

    decision = forms.ChoiceField(
        choices=[("approve", "ผ่าน"), ("return", "ส่งกลับแก้ไข")],
        error_messages={"required": "กรุณากดปุ่ม “ผ่าน” หรือ “ส่งกลับแก้ไข”"},
    )
    ready = forms.ChoiceField(
        label="เหตุผลที่พบบ่อย",
        choices=[("", "เลือกเหตุผล หรือเขียนเองในช่องล่าง"), *((one, one) for one in READY_REASONS)],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    reason = forms.CharField(
        label="เหตุผลเป็นคำของท่านเอง",
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={**TEXT, "rows": 2}),
    )
    step = forms.ChoiceField(
        label="ต้องแก้ที่ขั้นใด",
        choices=STEPS.items(),
        required=False,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    looked = forms.CharField(label="ดูสิ่งที่เปลี่ยนหลังส่งแล้ว", required=False, max_length=64)

    def __init__(self, *args: Any, fields: Sequence[Field], **options: Any) -> None:
        self.of_content = {field.path: field for field in fields}
        super().__init__(*args, **options)

    def typed(self, path: str) -> str:
        """What was typed beside the field, readable or not."""
        return self.data.get(f"{PREFIX}{path}", "") if self.is_bound else ""

    @property
    def remarks(self) -> list[NewRemark]:
        """The remarks, in the order of the content; a field that it doesn't have is passed by."""
        return [
            NewRemark(path, field.label, text)
            for path, field in self.of_content.items()
            if (text := self.typed(path).strip())
        ]

    @property
    def reason_in_words(self) -> str:
        said = (self.cleaned_data.get("ready"), self.cleaned_data.get("reason"))
        return " · ".join(text.strip() for text in said if text and text.strip())

    @property
    def typed_words(self) -> list[tuple[str, str]]:
        """All that was typed or chosen, with its label: for who came too late to save it."""
        said = [(self[name].label, self.data.get(name, "")) for name in ("ready", "reason")]
        said.append((self["step"].label, STEPS.get(self.data.get("step", ""), "")))
        said += [(field.label, self.typed(path)) for path, field in self.of_content.items()]
        return [(str(label), words) for label, words in said if words.strip()]

    def seen(self, submission: Submission) -> dict[int, str]:
        """The changes that were looked at, by case, as ``approve`` takes them."""
        return {submission.case_id: self.cleaned_data.get("looked", "")}

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("decision") == "return" and not data.get("step") and self.remarks:
            data["step"] = step_of(self.remarks)
        if data.get("decision") == "approve" and self.remarks:
            sentence = (
                f"มีข้อสังเกตที่พิมพ์ไว้ {len(self.remarks)} ช่อง ถ้าจะให้ผ่าน ให้ลบข้อสังเกตก่อน "
                "ถ้าให้แก้ ให้กด “ส่งกลับแก้ไข”"
            )
            raise ValidationError(sentence, code="remarks_typed")
        if data.get("decision") == "approve" and self.reason_in_words:
            sentence = "มีเหตุผลที่ส่งกลับพิมพ์ไว้ ถ้าจะให้ผ่าน ให้ลบเหตุผลก่อน ถ้าให้แก้ ให้กด “ส่งกลับแก้ไข”"
            raise ValidationError(sentence, code="reason_typed")
        for remark in self.remarks:
            if len(remark.sentence) > LONGEST_REMARK:
                sentence = f"{remark.label}: ข้อสังเกตยาวเกิน {LONGEST_REMARK} ตัวอักษร กรุณาย่อ"
                raise ValidationError(sentence, code="remark_long")
            if sure_id_in(remark.sentence):
                raise ValidationError(f"{remark.label}: {HOLDS_AN_ID}", code="national_id")
        return data

    def show(self, refused: Refused) -> None:
        """What is about a field stands at it too."""
        fields = {"reason_missing": "reason", "step_missing": "step", "stale_unseen": "looked"}
        for refusal in refused.refusals:
            error = ValidationError(str(refusal), code=refusal.code)
            self.add_error(fields.get(refusal.code), error)


def step_of(remarks: Iterable[NewRemark]) -> str:
    """The first task, in the household's order, that one of the remarks is about."""
    asked = {STEP_OF_SECTION.get(remark.field.partition(".")[0], "") for remark in remarks}
    return next((step for step in STEPS if step in asked), "")


class ReasonForm(ActForm):
    """Why an approval is withdrawn, or a correction asked for."""

    reason = forms.CharField(
        label="เหตุผล",
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={**TEXT, "rows": 3}),
    )

    def show(self, refused: Refused) -> None:
        """A missing reason stands at its field."""
        for refusal in refused.refusals:
            of_field = "reason" if refusal.code == "reason_missing" else None
            self.add_error(of_field, ValidationError(str(refusal), code=refusal.code))


class ApproveCleanForm(ActForm):
    """Which of the clean households are approved at once; all of them to begin with.

    Of what waits, one that is clean no longer is refused in words.
    """

    submissions = forms.ModelMultipleChoiceField(
        Submission.objects.none(),
        label="ครัวเรือน",
        error_messages={
            "required": "กรุณาติ๊กอย่างน้อย 1 ครัวเรือน",
            "invalid_choice": "บางครัวเรือนไม่อยู่ในรายการนี้แล้ว ดูรายการใหม่ข้างล่าง แล้วยืนยันอีกครั้ง",
        },
    )

    def __init__(self, *args: Any, clean: Iterable[int], reviewer: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.of_clean = {*clean}
        # Pressed twice: what the reviewer approved a moment ago is no mistake.
        done = Q(
            reviews__actor=reviewer,
            reviews__outcome=Review.Outcome.APPROVED,
            case__status=Case.Status.APPROVED,
        )
        known = Submission.objects.filter(Q(pk__in=self.of_clean) | done).distinct()
        self.fields["submissions"].queryset = known.select_related("case__household")

    @property
    def ticked(self) -> set[int]:
        """Those that were left ticked; all, before anything was sent."""
        if not self.is_bound:
            return self.of_clean
        sent = {*self.data.getlist("submissions")}
        return {number for number in self.of_clean if str(number) in sent}
