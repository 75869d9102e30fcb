"""What was paid between funds on a netted batch."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consolidation.models.months import months_are_open
from consolidation.models.netting import NetPayment
from fundinst.fields import baht_field, between
from fundinst.guards import append_only, checked
from fundinst.history import Chained
from members.models import User
from members.models.chains import headed
from members.scope import ScopedQuerySet

_BOTH = ("from_fund_id", "to_fund_id")
_OF_PAYMENT = "(SELECT p.{fund} FROM consolidation_netpayment p WHERE p.id = NEW.payment_id)"
_OF_SLIP = """(SELECT p.{fund} FROM consolidation_paymentslip s
                 JOIN consolidation_netpayment p ON p.id = s.payment_id
                WHERE s.id = NEW.slip_id)"""


class PaymentSlip(Chained):
    """Money that one fund paid another on a net payment (ใบโอนเงินระหว่างกองทุน), in part or whole.

    Signed by both treasurers; numbered without gaps by institution and Buddhist year.
    """

    institution_path = "payment__batch__institution"
    chained_by = ("payment_id",)

    payment = models.ForeignKey(
        NetPayment, models.PROTECT, related_name="slips", verbose_name=_("ยอดสุทธิที่ต้องโอน")
    )
    year = models.PositiveSmallIntegerField(_("ปี พ.ศ."))
    number = models.PositiveIntegerField(_("เลขที่"))
    on = models.DateField(_("วันที่โอน"))
    amount = baht_field(_("จำนวนเงิน"))
    paid_by = models.CharField(_("เหรัญญิกผู้จ่าย"), max_length=200)
    received_by = models.CharField(_("เหรัญญิกผู้รับ"), max_length=200)
    proof = models.CharField(_("หลักฐานการโอน"), max_length=100, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ใบโอนเงินระหว่างกองทุน")
        verbose_name_plural = verbose_name
        ordering = ["payment", "on", "id"]
        constraints = [
            models.CheckConstraint(
                name="slip_moves_money", condition=Q(amount__gt=0) & between(0, "amount")
            ),
            models.CheckConstraint(
                name="slip_signed_by_both", condition=~Q(paid_by="") & ~Q(received_by="")
            ),
        ]
        triggers = [
            *append_only("slip_append_only"),
            headed("slip_chained"),
            checked(
                "slip_numbers_without_gap",
                unless="""
                    NEW.number = 1 + (
                        SELECT count(*) FROM consolidation_paymentslip s
                          JOIN consolidation_netpayment p ON p.id = s.payment_id
                          JOIN consolidation_nettingbatch b ON b.id = p.batch_id
                         WHERE s.year = NEW.year AND b.institution_id = (
                               SELECT own.institution_id FROM consolidation_netpayment o
                                 JOIN consolidation_nettingbatch own ON own.id = o.batch_id
                                WHERE o.id = NEW.payment_id))
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "slips_never_more_than_the_payment",
                unless="""
                    EXISTS (SELECT 1 FROM consolidation_netpayment p
                              JOIN consolidation_nettingbatch b ON b.id = p.batch_id
                             WHERE p.id = NEW.payment_id AND b."on" <= NEW."on"
                               AND p.amount >= NEW.amount + coalesce((
                                   SELECT sum(s.amount) FROM consolidation_paymentslip s
                                     LEFT JOIN consolidation_slipreversal v ON v.slip_id = s.id
                                    WHERE s.payment_id = p.id AND v.id IS NULL), 0))
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "slip_in_an_open_month",
                unless=months_are_open(
                    *(_OF_PAYMENT.format(fund=fund) for fund in _BOTH), day='NEW."on"'
                ),
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    def get_absolute_url(self) -> str:
        return reverse("consolidation:slip", args=[self.pk])


class SlipReversal(Chained):
    """That a payment slip doesn't count (ยกเลิกใบโอนเงิน): it stays, with its number, and why."""

    institution_path = "slip__payment__batch__institution"
    chained_by = ("slip_id",)

    slip = models.OneToOneField(
        PaymentSlip, models.PROTECT, related_name="reversal", verbose_name=_("ใบโอนเงิน")
    )
    on = models.DateField(_("ยกเลิกเมื่อ"))
    reason = models.CharField(_("เหตุผล"), max_length=300)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ยกเลิก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("การยกเลิกใบโอนเงิน")
        verbose_name_plural = verbose_name
        ordering = ["slip"]
        constraints = [
            models.CheckConstraint(name="slip_reversal_has_a_reason", condition=~Q(reason=""))
        ]
        triggers = [
            *append_only("slip_reversal_append_only"),
            headed("slip_reversal_chained"),
            checked(
                "slip_reversed_in_an_open_month",
                unless=months_are_open(
                    *(_OF_SLIP.format(fund=fund) for fund in _BOTH), day='NEW."on"'
                ),
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"ยกเลิกใบโอนเงิน {self.slip}"
