"""Settling between the funds: batches that net what they owe each other, and the slips that pay."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consolidation.models.transfers import Transfer
from fundinst.fields import baht_field, between
from fundinst.guards import append_only, checked, never_deleted, stands, written_with
from fundinst.history import Chained, tracked
from members.models import Fund, Institution, User
from members.models.chains import headed
from members.scope import ScopedQuerySet

NETTING_SUMS_TO_ZERO = """
    EXISTS (SELECT 1 FROM consolidation_nettingbatch b
             WHERE b.id = {batch} AND b.status <> 'netted'
               AND NOT EXISTS (SELECT 1 FROM consolidation_netpayment p WHERE p.batch_id = b.id))
    OR NOT EXISTS (
        SELECT 1
          FROM (SELECT fund_id, sum(amount) AS net
                  FROM (SELECT t.from_fund_id AS fund_id, t.amount
                          FROM consolidation_nettingline l
                          JOIN consolidation_transfer t ON t.id = l.transfer_id
                         WHERE l.batch_id = {batch} AND l.answer = 'accepted'
                        UNION ALL
                        SELECT t.to_fund_id, -t.amount
                          FROM consolidation_nettingline l
                          JOIN consolidation_transfer t ON t.id = l.transfer_id
                         WHERE l.batch_id = {batch} AND l.answer = 'accepted'
                        UNION ALL
                        SELECT from_fund_id, -amount FROM consolidation_netpayment
                         WHERE batch_id = {batch}
                        UNION ALL
                        SELECT to_fund_id, amount FROM consolidation_netpayment
                         WHERE batch_id = {batch}) AS moved
                 GROUP BY fund_id) AS nets
         WHERE net <> 0)
    AND (SELECT count(*) FROM consolidation_netpayment WHERE batch_id = {batch})
        <= greatest(0, (SELECT count(DISTINCT fund_id) - 1
              FROM (SELECT from_fund_id AS fund_id FROM consolidation_netpayment
                     WHERE batch_id = {batch}
                    UNION SELECT to_fund_id FROM consolidation_netpayment
                     WHERE batch_id = {batch}) AS funds))
    AND NOT EXISTS (
        SELECT 1 FROM consolidation_nettingline l
          JOIN consolidation_transfer t ON t.id = l.transfer_id
         WHERE l.batch_id = {batch} AND l.answer = 'accepted'
           AND (t.paid_on IS NULL OR t.cancelled_on IS NOT NULL))
"""


@tracked()
class NettingBatch(models.Model):
    """What the funds of an institution owe each other, netted on a day (ใบหักล้างระหว่างกองทุน).

    Open, its lines wait for the funds' answers; netted, the accepted lines are settled by it and
    ``NetPayment`` rows say what is still to be paid; cancelled, everything is as before.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("รอกองทุนตอบ")
        NETTED = "netted", _("หักล้างแล้ว")
        CANCELLED = "cancelled", _("ยกเลิกแล้ว")

    institution_path = "institution"

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="netting_batches", verbose_name=_("สถาบัน")
    )
    year = models.PositiveSmallIntegerField(_("ปี พ.ศ."))
    number = models.PositiveIntegerField(_("เลขที่"))
    on = models.DateField(_("หักล้าง ณ วันที่"))
    status = models.CharField(_("สถานะ"), max_length=10, choices=Status, default=Status.OPEN)
    closed_because = models.CharField(_("เหตุที่ยกเลิก"), max_length=300, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ทำ"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ใบหักล้างระหว่างกองทุน")
        verbose_name_plural = verbose_name
        ordering = ["institution", "-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="netting_number_once_a_year", fields=["institution", "year", "number"]
            ),
            models.UniqueConstraint(
                name="netting_one_open", fields=["institution"], condition=Q(status="open")
            ),
            models.CheckConstraint(
                name="netting_status_is_known",
                condition=Q(status__in=["open", "netted"], closed_because="")
                | (Q(status="cancelled") & ~Q(closed_because="")),
            ),
        ]
        triggers = [
            *never_deleted("netting_never_deleted"),
            stands("netting_stands", but=["status", "closed_because"]),
            checked(
                "netting_numbers_without_gap",
                unless="""
                    NEW.status = 'open' AND
                    NEW.number = 1 + (SELECT count(*) FROM consolidation_nettingbatch
                                       WHERE institution_id = NEW.institution_id
                                         AND year = NEW.year)
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "netting_ended_stands",
                unless="""
                    OLD.status = 'open' OR
                    (NEW.status, NEW.closed_because) = (OLD.status, OLD.closed_because)
                """,
                operation=pgtrigger.Update,
            ),
            checked(
                "netting_sums_to_zero",
                unless=NETTING_SUMS_TO_ZERO.format(batch="NEW.id"),
                operation=pgtrigger.Insert | pgtrigger.Update,
                deferred=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    def get_absolute_url(self) -> str:
        return reverse("consolidation:netting", args=[self.pk])


@tracked()
class NettingLine(models.Model):
    """A household's transfer in a batch (รายการในใบหักล้าง), and the receiving fund's answer.

    A refused line stays open and may come into a later batch.
    """

    class Answer(models.TextChoices):
        WAITING = "", _("รอตอบ")
        ACCEPTED = "accepted", _("ตกลง")
        REFUSED = "refused", _("ไม่ตกลง")

    institution_path = "batch__institution"

    batch = models.ForeignKey(
        NettingBatch, models.PROTECT, related_name="lines", verbose_name=_("ใบหักล้าง")
    )
    transfer = models.ForeignKey(
        Transfer, models.PROTECT, related_name="netting_lines", verbose_name=_("รายการโอน")
    )
    answer = models.CharField(
        _("คำตอบ"), max_length=10, choices=Answer, blank=True, default=Answer.WAITING
    )
    answered_by = models.CharField(_("ผู้ตอบแทนกองทุน"), max_length=200, blank=True)
    answered_on = models.DateField(_("ตอบเมื่อ"), null=True, blank=True)
    reason = models.CharField(_("เหตุผล"), max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("รายการในใบหักล้าง")
        verbose_name_plural = verbose_name
        ordering = ["batch", "id"]
        constraints = [
            models.UniqueConstraint(name="netting_line_once_a_batch", fields=["batch", "transfer"]),
            models.CheckConstraint(
                name="netting_answer_is_known",
                condition=Q(answer="", answered_on__isnull=True)
                | (Q(answer="accepted", answered_on__isnull=False) & ~Q(answered_by=""))
                | (
                    Q(answer="refused", answered_on__isnull=False)
                    & ~Q(answered_by="")
                    & ~Q(reason="")
                ),
            ),
        ]
        triggers = [
            *never_deleted("netting_line_never_deleted"),
            stands("netting_line_stands", but=["answer", "answered_by", "answered_on", "reason"]),
            checked(
                "netting_line_of_an_open_batch",
                unless="""
                    EXISTS (SELECT 1 FROM consolidation_nettingbatch b
                              JOIN consolidation_transfer t ON t.id = NEW.transfer_id
                              JOIN members_fund f ON f.id = t.from_fund_id
                             WHERE b.id = NEW.batch_id AND b.status = 'open'
                               AND f.institution_id = b.institution_id)
                """,
                operation=pgtrigger.Insert | pgtrigger.Update,
            ),
            checked(
                "netting_line_is_owed",
                unless="""
                    EXISTS (SELECT 1 FROM consolidation_transfer t
                             WHERE t.id = NEW.transfer_id AND t.paid_on IS NULL
                               AND t.cancelled_on IS NULL)
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch}: {self.transfer}"


class NetPayment(Chained):
    """What one fund pays another to settle a batch (ยอดสุทธิที่ต้องโอน), in baht. Written once."""

    institution_path = "batch__institution"
    chained_by = ("batch_id",)
    recorded_by = "batch__recorded_at"

    batch = models.ForeignKey(
        NettingBatch, models.PROTECT, related_name="payments", verbose_name=_("ใบหักล้าง")
    )
    from_fund = models.ForeignKey(
        Fund, models.PROTECT, related_name="net_payments_out", verbose_name=_("กองทุนที่จ่าย")
    )
    to_fund = models.ForeignKey(
        Fund, models.PROTECT, related_name="net_payments_in", verbose_name=_("กองทุนที่รับ")
    )
    amount = baht_field(_("จำนวนเงิน"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ยอดสุทธิที่ต้องโอน")
        verbose_name_plural = verbose_name
        ordering = ["batch", "id"]
        constraints = [
            models.UniqueConstraint(
                name="net_payment_once_a_pair", fields=["batch", "from_fund", "to_fund"]
            ),
            models.CheckConstraint(
                name="net_payment_between_two_funds", condition=~Q(from_fund=F("to_fund"))
            ),
            models.CheckConstraint(
                name="net_payment_moves_money", condition=Q(amount__gt=0) & between(0, "amount")
            ),
        ]
        triggers = [
            *append_only("net_payment_append_only"),
            headed("net_payment_chained"),
            written_with(
                "net_payment_written_with_its_batch", "consolidation_nettingbatch", by="batch_id"
            ),
            checked(
                "net_payment_within_its_institution",
                unless="""
                    2 = (SELECT count(*) FROM members_fund f
                           JOIN consolidation_nettingbatch b ON b.institution_id = f.institution_id
                          WHERE b.id = NEW.batch_id AND f.id IN (NEW.from_fund_id, NEW.to_fund_id))
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "net_payments_keep_the_netting_whole",
                unless=NETTING_SUMS_TO_ZERO.format(batch="NEW.batch_id"),
                operation=pgtrigger.Insert,
                deferred=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_fund} → {self.to_fund} {self.amount}"
