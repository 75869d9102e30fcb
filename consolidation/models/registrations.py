"""Registration: consent, and what was sent to the district, version by version."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consolidation.models.cases import Case
from debts.models import Loan
from fundinst.fields import baht_field, between
from fundinst.guards import append_only, checked, written_with
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
            checked(
                "submission_is_of_its_registration",
                unless="""EXISTS (
                    SELECT 1 FROM consolidation_registration r
                      JOIN members_household h ON h.institution_id = r.institution_id
                      JOIN consolidation_case c ON c.household_id = h.id
                     WHERE r.id = NEW.registration_id AND r.actor_id = NEW.actor_id
                       AND c.id = NEW.case_id)""",
                operation=pgtrigger.Insert,
            ),
            checked(
                "submission_answers_a_review_of_its_case",
                unless="""NEW.answers_id IS NULL OR EXISTS (
                    SELECT 1 FROM consolidation_review r
                      JOIN consolidation_submission s ON s.id = r.submission_id
                     WHERE r.id = NEW.answers_id AND s.case_id = NEW.case_id)""",
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
            written_with(
                "submitted_loan_comes_with_its_submission",
                "consolidation_submission",
                by="submission_id",
            ),
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
