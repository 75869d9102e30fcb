"""Registration: consent, what was sent to the district, version by version, and what came back."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consolidation.models.cases import Case
from debts.models import Loan
from fundinst.fields import baht_field, between
from fundinst.guards import append_only, checked
from fundinst.history import Chained
from members.models import Household, Institution, User
from members.models.chains import headed
from members.scope import ScopedQuerySet

_PARTS = ("principal", "interest_over_year", "interest_under_year", "penalty", "fee")


class Consent(Chained):
    """A household's consent to the use of its data (ความยินยอม, PDPA s. 19). Written once.

    Taking it back is a further row, with ``is_given`` false. The last one holds.
    """

    institution_path = "household__institution"
    chained_by = ("household_id",)

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="consents", verbose_name=_("ครัวเรือน")
    )
    is_given = models.BooleanField(_("ยินยอม"), default=True)
    purpose = models.CharField(_("วัตถุประสงค์"), max_length=500)
    signed_on = models.DateField(_("วันที่ในเอกสาร"))
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ความยินยอม")
        verbose_name_plural = verbose_name
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="consent_has_a_purpose", condition=~Q(purpose=""))
        ]
        triggers = [
            *append_only("consent_append_only"),
            headed("consent_chained"),
        ]

    def __str__(self) -> str:
        return f"{self.household}: {'ยินยอม' if self.is_given else 'ถอนความยินยอม'}"


class Registration(Chained):
    """One press of the button: a list of households sent to the district (การขึ้นทะเบียน)."""

    institution_path = "institution"
    chained_by = ("institution_id",)

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="registrations", verbose_name=_("สถาบัน")
    )
    key = models.UUIDField(_("กุญแจของแบบฟอร์ม"), unique=True)
    cut_off = models.DateField(_("ยอด ณ วันที่"))
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ส่ง"))
    recorded_at = models.DateTimeField(_("ส่งเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("การขึ้นทะเบียน")
        verbose_name_plural = verbose_name
        ordering = ["-id"]
        triggers = [
            *append_only("registration_append_only"),
            headed("registration_chained"),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.cut_off}"


class Submission(Chained):
    """A household as it was sent to the district: one version of its registration. Written once.

    ``content`` is all that the district looks at, as ``consolidation/snapshot.py`` writes it.
    ``answers`` is the review that returned the version before, whose reviewer gets this one.
    """

    institution_path = "case__household__institution"
    chained_by = ("case_id",)

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="submissions", verbose_name=_("เรื่องของครัวเรือน")
    )
    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="submissions", verbose_name=_("การขึ้นทะเบียน")
    )
    version = models.PositiveSmallIntegerField(_("ฉบับที่"))
    content = models.JSONField(_("ข้อมูลที่ส่ง"))
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ส่ง"))
    recorded_at = models.DateTimeField(_("ส่งเมื่อ"), db_default=Now())
    answers = models.OneToOneField(
        "Review",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_by",
        verbose_name=_("แก้ตามการตรวจที่"),
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ข้อมูลที่ส่งอำเภอ")
        verbose_name_plural = verbose_name
        ordering = ["case", "version"]
        constraints = [
            models.UniqueConstraint(name="submission_version_once", fields=["case", "version"])
        ]
        triggers = [
            *append_only("submission_append_only"),
            headed("submission_chained"),
            checked(
                "submission_follows_the_last",
                unless="""
                    NEW.version = 1 + (SELECT count(*) FROM consolidation_submission s
                                        WHERE s.case_id = NEW.case_id)
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} ฉบับที่ {self.version}"


class SubmittedLoan(Chained):
    """One loan as it was sent: its components on the cut-off date, in baht.

    A disputed loan is named, but not part of what is registered.
    """

    institution_path = "submission__case__household__institution"
    chained_by = ("submission_id",)
    recorded_by = "submission__recorded_at"

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="loans", verbose_name=_("ข้อมูลที่ส่งอำเภอ")
    )
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="submitted", verbose_name=_("เงินกู้"))
    is_disputed = models.BooleanField(_("ครัวเรือนโต้แย้ง"), default=False)
    principal = baht_field(_("เงินต้น"))
    interest_over_year = baht_field(_("ดอกเบี้ยค้างหนึ่งปีขึ้นไป"))
    interest_under_year = baht_field(_("ดอกเบี้ยค้างไม่ถึงหนึ่งปี"))
    penalty = baht_field(_("ค่าปรับ"))
    fee = baht_field(_("ค่าธรรมเนียม"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("หนี้ที่ส่งอำเภอ")
        verbose_name_plural = verbose_name
        ordering = ["submission", "loan"]
        constraints = [
            models.UniqueConstraint(name="submitted_loan_once", fields=["submission", "loan"]),
            models.CheckConstraint(
                name="submitted_amounts_are_amounts", condition=between(0, *_PARTS)
            ),
        ]
        triggers = [
            *append_only("submitted_loan_append_only"),
            headed("submitted_loan_chained"),
            checked(
                "submitted_loan_is_the_households",
                unless="""EXISTS (
                    SELECT 1 FROM consolidation_submission s
                      JOIN consolidation_case c ON c.id = s.case_id
                      JOIN debts_loan l ON l.household_id = c.household_id
                     WHERE s.id = NEW.submission_id AND l.id = NEW.loan_id)""",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan}"

    @property
    def total(self):
        """In baht."""
        return sum(getattr(self, part) for part in _PARTS)


class Review(Chained):
    """What the district made of a submission (ผลการตรวจ). Written once.

    A return is for mending; a withdrawal takes an approval back; a correction is the committee's
    own wish to mend what was approved. The last one of a submission holds.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("ผ่านการตรวจ")
        RETURNED = "returned", _("ส่งกลับแก้ไข")
        WITHDRAWN = "withdrawn", _("ถอนการผ่าน")
        CORRECTION = "correction", _("ขอแก้ไขหลังผ่าน")

    institution_path = "submission__case__household__institution"
    chained_by = ("submission_id",)

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="reviews", verbose_name=_("ข้อมูลที่ส่งอำเภอ")
    )
    outcome = models.CharField(_("ผล"), max_length=10, choices=Outcome)
    reason = models.CharField(_("เหตุผล"), max_length=500, blank=True)
    step = models.CharField(_("ขั้นที่ต้องแก้"), max_length=20, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ตรวจ"))
    recorded_at = models.DateTimeField(_("เมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ผลการตรวจ")
        verbose_name_plural = verbose_name
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="review_outcome_is_known",
                condition=Q(outcome="approved")
                | (Q(outcome__in=["returned", "withdrawn", "correction"]) & ~Q(reason="")),
            )
        ]
        triggers = [
            *append_only("review_append_only"),
            headed("review_chained"),
            checked(
                "reviewer_is_not_the_submitter",
                unless="""
                    NEW.outcome = 'correction' OR NOT EXISTS (
                        SELECT 1 FROM consolidation_submission s
                          JOIN consolidation_submission sent ON sent.case_id = s.case_id
                         WHERE s.id = NEW.submission_id AND sent.actor_id = NEW.actor_id)
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "review_is_of_the_last_version",
                unless="""NOT EXISTS (
                    SELECT 1 FROM consolidation_submission s
                      JOIN consolidation_submission later
                        ON later.case_id = s.case_id AND later.version > s.version
                     WHERE s.id = NEW.submission_id)""",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.get_outcome_display()}"


class Remark(Chained):
    """A reviewer's remark on one field of a submission (ข้อสังเกต)."""

    institution_path = "review__submission__case__household__institution"
    chained_by = ("review_id",)
    recorded_by = "review__recorded_at"

    review = models.ForeignKey(
        Review, models.PROTECT, related_name="remarks", verbose_name=_("ผลการตรวจ")
    )
    field = models.CharField(
        _("ช่อง"), max_length=100, help_text=_("ทางไปยังช่องในข้อมูลที่ส่ง เช่น loans.17.principal")
    )
    label = models.CharField(_("ชื่อช่อง"), max_length=200)
    sentence = models.CharField(_("ข้อสังเกต"), max_length=300)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ข้อสังเกต")
        verbose_name_plural = verbose_name
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="remark_once_a_field", fields=["review", "field"]),
            models.CheckConstraint(name="remark_says_something", condition=~Q(sentence="")),
        ]
        triggers = [
            *append_only("remark_append_only"),
            headed("remark_chained"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.sentence}"
