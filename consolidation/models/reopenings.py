"""That a closed contract was opened again: what had paid it off didn't come in."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consolidation.models.contracts import Contract
from consolidation.models.receipts import Receipt
from fundinst.guards import append_only, checked
from fundinst.history import Chained
from members.models import User
from members.models.chains import headed
from members.scope import ScopedQuerySet


class ContractReopening(Chained):
    """That a contract runs again (เปิดสัญญาอีกครั้ง), because the money of a receipt didn't come in.

    Payment that never arrived ends no debt. ``closed_on`` is the day on which the contract had been
    closed, ``paper`` what shows that the money bounced: the bank's letter, the meeting's minutes.
    """

    institution_path = "contract__household__institution"
    chained_by = ("contract_id",)

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="reopenings", verbose_name=_("สัญญาเดียว")
    )
    receipt = models.OneToOneField(
        Receipt, models.PROTECT, related_name="reopening", verbose_name=_("ใบเสร็จที่เงินไม่เข้า")
    )
    closed_on = models.DateField(_("เคยปิดสัญญาเมื่อ"))
    on = models.DateField(_("เปิดอีกครั้งเมื่อ"))
    reason = models.CharField(_("เหตุผล"), max_length=300)
    paper = models.CharField(_("เอกสาร"), max_length=200)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("การเปิดสัญญาอีกครั้ง")
        verbose_name_plural = verbose_name
        ordering = ["contract", "id"]
        constraints = [
            models.CheckConstraint(
                name="reopening_on_a_paper", condition=~Q(reason="") & ~Q(paper="")
            ),
            models.CheckConstraint(
                name="reopening_after_the_closing", condition=Q(on__gte=models.F("closed_on"))
            ),
        ]
        triggers = [
            *append_only("reopening_append_only"),
            headed("reopening_chained"),
            checked(
                "reopening_of_a_closed_contract",
                unless="""
                    EXISTS (SELECT 1 FROM consolidation_contract c
                              JOIN consolidation_receipt r ON r.contract_id = c.id
                              LEFT JOIN consolidation_receiptreversal v ON v.receipt_id = r.id
                             WHERE c.id = NEW.contract_id AND r.id = NEW.receipt_id
                               AND c.status = 'closed' AND c.closed_on = NEW.closed_on
                               AND v.id IS NULL)
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "reopening_takes_its_receipt_back",
                unless="""
                    EXISTS (SELECT 1 FROM consolidation_contract c
                              JOIN consolidation_receiptreversal v ON v.receipt_id = NEW.receipt_id
                             WHERE c.id = NEW.contract_id AND c.status = 'open')
                """,
                operation=pgtrigger.Insert,
                deferred=True,
            ),
        ]

    def __str__(self) -> str:
        return f"เปิดสัญญา {self.contract} อีกครั้ง"
