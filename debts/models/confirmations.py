"""What a household said of its debts on a cut-off date, loan by loan."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from debts.models.loans import Loan
from fundinst.fields import baht_field, between
from fundinst.guards import append_only
from fundinst.history import Chained
from members.models import User
from members.models.chains import headed
from members.scope import ScopedQuerySet


class Confirmation(Chained):
    """A household's word on one loan as of a cut-off date (การรับรองยอดหนี้). Written once.

    Confirmed by signature, or by a thumb mark that two witnesses saw; or disputed, with what the
    household says instead. The last one of a loan and cut-off date holds.
    """

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("รับรองแล้ว")
        DISPUTED = "disputed", _("โต้แย้งยอด")

    class Sign(models.TextChoices):
        SIGNATURE = "signature", _("ลงลายมือชื่อ")
        THUMB = "thumb", _("พิมพ์ลายนิ้วมือ")

    institution_path = "loan__household__institution"
    chained_by = ("loan_id",)

    loan = models.ForeignKey(
        Loan, models.PROTECT, related_name="confirmations", verbose_name=_("เงินกู้")
    )
    cut_off = models.DateField(_("ยอด ณ วันที่"))
    amount = baht_field(_("ยอดที่แจ้งครัวเรือน (บาท)"))
    outcome = models.CharField(_("ผล"), max_length=10, choices=Outcome)
    sign = models.CharField(_("ลงชื่อด้วย"), max_length=10, choices=Sign, blank=True)
    witness_1 = models.CharField(_("พยานคนที่ 1"), max_length=200, blank=True)
    witness_2 = models.CharField(_("พยานคนที่ 2"), max_length=200, blank=True)
    reason = models.CharField(_("ครัวเรือนโต้แย้งว่า"), max_length=300, blank=True)
    signed_on = models.DateField(_("วันที่ในเอกสาร"))
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("การรับรองยอดหนี้")
        verbose_name_plural = verbose_name
        ordering = ["id"]
        indexes = [models.Index(name="confirmation_of_loan", fields=["loan", "cut_off", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="confirmation_outcome_is_known",
                condition=Q(outcome="confirmed", sign__in=["signature", "thumb"])
                | (Q(outcome="disputed", sign="") & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="thumb_mark_has_two_witnesses",
                condition=~Q(sign="thumb")
                | (~Q(witness_1="") & ~Q(witness_2="") & ~Q(witness_1=F("witness_2"))),
            ),
            models.CheckConstraint(
                name="confirmation_amount_is_an_amount", condition=between(0, "amount")
            ),
        ]
        triggers = [
            *append_only("confirmation_append_only"),
            headed("confirmation_chained"),
        ]

    def __str__(self) -> str:
        return f"{self.loan} {self.get_outcome_display()}"
