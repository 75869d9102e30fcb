"""What the law asks of an old loan: a rate it allows, and an acknowledgment in time."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from debts.models.loans import Loan
from fundinst.guards import append_only, checked
from fundinst.history import Chained
from members.models import User
from members.models.chains import headed
from members.scope import ScopedQuerySet


class RateDecision(Chained):
    """What a named person decided on the interest of a loan lent above the lawful rate.

    Without one its interest is nothing: void from the start (พ.ร.บ. ห้ามเรียกดอกเบี้ยเกินอัตรา ๒๕๖๐,
    ฎ. ๑๘๘๓/๒๕๖๖). The last row of a loan counts. ``interest`` is what was kept, in baht, as
    the books had it: once they have another sum, nothing is decided of it.
    """

    class Outcome(models.TextChoices):
        VOID = "void", _("ไม่คิดดอกเบี้ย")
        KEEP = "keep", _("คงดอกเบี้ยตามที่คำนวณใหม่")

    institution_path = "loan__household__institution"
    chained_by = ("loan_id",)

    loan = models.ForeignKey(
        Loan, models.PROTECT, related_name="rate_decisions", verbose_name=_("เงินกู้")
    )
    outcome = models.CharField(_("ผล"), max_length=10, choices=Outcome)
    decided_by = models.CharField(_("ผู้ตัดสินใจ"), max_length=200)
    reason = models.CharField(_("เหตุผล"), max_length=300)
    paper = models.CharField(_("เอกสาร"), max_length=100, blank=True)
    # Null where nothing is kept, and in rows from before the column: their digests stay.
    interest = models.DecimalField(
        _("ดอกเบี้ยที่คำนวณใหม่"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    on = models.DateField(_("ตัดสินใจเมื่อ"))
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("การตัดสินใจเรื่องดอกเบี้ยเกินอัตรา")
        verbose_name_plural = verbose_name
        ordering = ["loan", "id"]
        constraints = [
            models.CheckConstraint(
                name="rate_decision_by_a_named_person",
                condition=Q(outcome__in=["void", "keep"]) & ~Q(decided_by="") & ~Q(reason=""),
            )
        ]
        triggers = [
            *append_only("rate_decision_append_only"),
            headed("rate_decision_chained"),
            checked(
                "rate_decision_keeps_what_the_books_say",
                unless="""
                    (NEW.outcome <> 'keep' AND NEW.interest IS NULL) OR EXISTS (
                        SELECT 1 FROM debts_loan l
                         WHERE l.id = NEW.loan_id AND NEW.outcome = 'keep'
                           AND NEW.interest = l.interest_over_year + l.interest_under_year)
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan}: {self.get_outcome_display()}"


class Acknowledgment(Chained):
    """What interrupts the prescription of a loan (รับสภาพหนี้), and when (ป.พ.พ. ๑๙๓/๑๔).

    One written down by mistake is taken back by a further row that names it (``takes_back``), whose
    ``paper`` says why.
    """

    class Kind(models.TextChoices):
        WRITTEN = "written", _("หนังสือรับสภาพหนี้")
        PART_PAYMENT = "part_payment", _("ชำระบางส่วน")
        INTEREST = "interest", _("ชำระดอกเบี้ย")
        SECURITY = "security", _("ให้ประกัน")

    institution_path = "loan__household__institution"
    chained_by = ("loan_id",)

    loan = models.ForeignKey(
        Loan, models.PROTECT, related_name="acknowledgments", verbose_name=_("เงินกู้")
    )
    kind = models.CharField(_("ชนิด"), max_length=20, choices=Kind)
    on = models.DateField(_("เมื่อ"))
    paper = models.CharField(_("หลักฐาน"), max_length=200)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())
    takes_back = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_back_by",
        verbose_name=_("ถอนรายการ"),
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("การรับสภาพหนี้")
        verbose_name_plural = verbose_name
        ordering = ["loan", "on", "id"]
        constraints = [
            models.CheckConstraint(
                name="acknowledgment_kind_is_known",
                condition=Q(kind__in=["written", "part_payment", "interest", "security"])
                & ~Q(paper=""),
            )
        ]
        triggers = [
            *append_only("acknowledgment_append_only"),
            headed("acknowledgment_chained"),
            checked(
                "acknowledgment_takes_back_its_loans",
                unless="""
                    NEW.takes_back_id IS NULL OR EXISTS (
                        SELECT 1 FROM debts_acknowledgment a
                         WHERE a.id = NEW.takes_back_id AND a.loan_id = NEW.loan_id
                           AND a.takes_back_id IS NULL
                           AND (a.kind, a."on") = (NEW.kind, NEW."on"))
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"
