"""What the holding fund owes the other creditors."""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consolidation.models.contracts import TRANSFERS_EQUAL_PAYOFFS, Contract
from consolidation.models.months import months_are_open
from fundinst.fields import baht_field, between
from fundinst.guards import checked, never_deleted, stands
from fundinst.history import tracked
from members.models import Fund, User
from members.scope import ScopedQuerySet


@tracked()
class Transfer(models.Model):
    """What the holding fund owes another fund for a household's loans (รายการโอนระหว่างกองทุน)."""

    institution_path = "contract__household__institution"

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="transfers", verbose_name=_("สัญญาเดียว")
    )
    from_fund = models.ForeignKey(
        Fund, models.PROTECT, related_name="transfers_out", verbose_name=_("กองทุนที่จ่าย")
    )
    to_fund = models.ForeignKey(
        Fund, models.PROTECT, related_name="transfers_in", verbose_name=_("กองทุนที่รับ")
    )
    amount = baht_field(_("จำนวนเงิน"))
    paid_on = models.DateField(_("โอนเมื่อ"), null=True, blank=True)
    paid_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ผู้บันทึกการโอน")
    )
    slip = models.CharField(_("หลักฐานการโอน"), max_length=100, blank=True)
    cancelled_on = models.DateField(_("ยกเลิกเมื่อ"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("รายการโอนระหว่างกองทุน")
        verbose_name_plural = verbose_name
        ordering = ["contract", "to_fund__position"]
        constraints = [
            models.UniqueConstraint(
                name="transfer_once_a_creditor", fields=["contract", "to_fund"]
            ),
            models.CheckConstraint(
                name="transfer_between_two_funds",
                condition=~Q(from_fund=F("to_fund")),
            ),
            models.CheckConstraint(
                name="transfer_moves_money", condition=between(Decimal("0.01"), "amount")
            ),
            models.CheckConstraint(
                name="transfer_paid_by_somebody",
                condition=Q(paid_on__isnull=True, paid_by__isnull=True)
                | Q(paid_on__isnull=False, paid_by__isnull=False),
            ),
            models.CheckConstraint(
                name="transfer_paid_or_cancelled",
                condition=Q(paid_on__isnull=True) | Q(cancelled_on__isnull=True),
            ),
        ]
        triggers = [
            *never_deleted("transfer_never_deleted"),
            checked(
                "transfer_paid_stands",
                unless="""
                    NEW.paid_on IS NULL AND OLD.paid_on IS NULL OR
                    OLD.paid_on IS NULL AND NEW.paid_on >= (
                        SELECT opened_on FROM consolidation_contract WHERE id = NEW.contract_id) OR
                    (NEW.paid_on, NEW.paid_by_id, NEW.slip) =
                    (OLD.paid_on, OLD.paid_by_id, OLD.slip)
                """,
                operation=pgtrigger.Update,
            ),
            # Netted transfers too: a batch pays them on its day.
            checked(
                "transfer_paid_in_an_open_month",
                unless=f"""
                    NEW.paid_on IS NULL OR TG_OP = 'UPDATE' AND NEW.paid_on = OLD.paid_on
                    OR {months_are_open("NEW.from_fund_id", "NEW.to_fund_id", day="NEW.paid_on")}
                """,
                operation=pgtrigger.Insert | pgtrigger.Update,
            ),
            stands("transfer_stands", but=["paid_on", "paid_by_id", "slip", "cancelled_on"]),
            checked(
                "transfer_from_the_holder_within_institution",
                unless="""
                    EXISTS (SELECT 1 FROM consolidation_contract c
                              JOIN members_fund a ON a.id = c.fund_id
                              JOIN members_fund b ON b.institution_id = a.institution_id
                             WHERE c.id = NEW.contract_id AND a.id = NEW.from_fund_id
                               AND b.id = NEW.to_fund_id)
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "transfer_keeps_payoffs_whole",
                unless=TRANSFERS_EQUAL_PAYOFFS.format(contract="NEW.contract_id"),
                operation=pgtrigger.Insert | pgtrigger.Update,
                deferred=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_fund} → {self.to_fund} {self.amount}"
