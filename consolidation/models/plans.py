"""How the one contract is paid back: its plan, version after version, instalment by instalment."""

from datetime import date
from decimal import Decimal

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consolidation.models.contracts import Contract
from fundinst.fields import baht_field, between
from fundinst.guards import append_only, checked, written_with
from fundinst.history import Chained
from members.models import User
from members.models.chains import headed
from members.scope import ScopedQuerySet

SCHEDULE_EQUALS_CONTRACT = """
    EXISTS (
        SELECT 1
          FROM consolidation_agreedplan p
          JOIN consolidation_contract c ON c.id = p.contract_id
          JOIN consolidation_instalment i ON i.plan_id = p.id
         WHERE p.id = {plan}
         GROUP BY c.id
        HAVING sum(i.principal) = c.principal AND sum(i.carried) = c.carried
           AND min(i.number) = 1 AND max(i.number) = count(*)
           AND (array_agg(i.balance ORDER BY i.number DESC))[1] = 0)
"""


class AgreedPlan(Chained):
    """A version of a contract's plan (แผนชำระ): written once; a change of terms makes another.

    ``terms`` is everything the rows follow from, as ``consolidation/plan_record.py`` writes it;
    ``words`` are its conventions as the contract prints them. The last version is in force. Rows
    that were paid before a change stand in the new version as they were. ``receipt`` is the payment
    that changed it, None where people agreed on other terms.
    """

    institution_path = "contract__household__institution"
    chained_by = ("contract_id",)

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="plans", verbose_name=_("สัญญาเดียว")
    )
    version = models.PositiveSmallIntegerField(_("ฉบับที่"))
    made_on = models.DateField(_("ใช้ตั้งแต่"))
    reason = models.CharField(_("เหตุที่เปลี่ยน"), max_length=300, blank=True)
    terms = models.JSONField(_("เงื่อนไข"))
    words = ArrayField(models.TextField(), verbose_name=_("วิธีคิด"))
    receipt = models.ForeignKey(
        "consolidation.Receipt",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name=_("ใบเสร็จที่ทำให้เปลี่ยน"),
    )
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ทำ"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("แผนชำระ")
        verbose_name_plural = verbose_name
        ordering = ["contract", "version"]
        constraints = [
            models.UniqueConstraint(name="plan_version_once", fields=["contract", "version"]),
            models.CheckConstraint(
                name="plan_change_has_a_reason", condition=Q(version=1) | ~Q(reason="")
            ),
        ]
        triggers = [
            *append_only("plan_append_only"),
            headed("plan_chained"),
            checked(
                "plan_versions_without_gap",
                unless="""
                    NEW.version = 1 + (SELECT count(*) FROM consolidation_agreedplan
                                        WHERE contract_id = NEW.contract_id)
                    AND EXISTS (SELECT 1 FROM consolidation_contract c
                                 WHERE c.id = NEW.contract_id AND c.status = 'open'
                                   AND c.opened_on <= NEW.made_on)
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "schedule_equals_contract",
                unless=SCHEDULE_EQUALS_CONTRACT.format(plan="NEW.id"),
                operation=pgtrigger.Insert,
                deferred=True,
            ),
        ]

    def __str__(self) -> str:
        return f"แผนชำระฉบับที่ {self.version} ของ {self.contract}"


class Instalment(Chained):
    """One row of a plan (งวดชำระ), in baht. ``balance`` is the principal left after it.

    ``paid_early`` marks principal that was paid before its time: due on the day of that payment.
    """

    institution_path = "plan__contract__household__institution"
    chained_by = ("plan_id",)
    recorded_by = "plan__recorded_at"

    plan = models.ForeignKey(
        AgreedPlan, models.PROTECT, related_name="instalments", verbose_name=_("แผนชำระ")
    )
    number = models.PositiveSmallIntegerField(_("งวดที่"))
    starts_on = models.DateField(_("คิดดอกเบี้ยตั้งแต่"))
    due_on = models.DateField(_("ครบกำหนด"))
    principal = baht_field(_("เงินต้น"))
    interest = baht_field(_("ดอกเบี้ย"))
    carried = baht_field(_("ดอกเบี้ยยกมา"))
    balance = baht_field(_("เงินต้นคงเหลือ"))
    paid_early = models.BooleanField(_("คืนเงินต้นก่อนกำหนด"), default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("งวดชำระ")
        verbose_name_plural = verbose_name
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(name="instalment_number_once", fields=["plan", "number"]),
            models.CheckConstraint(
                name="instalment_money_not_negative",
                condition=between(0, "principal", "interest", "carried", "balance"),
            ),
            models.CheckConstraint(
                name="instalment_due_on_a_day_that_can_be",
                condition=Q(
                    due_on__gte=F("starts_on"),
                    due_on__range=(date(1900, 1, 1), date(2199, 12, 31)),
                ),
            ),
        ]
        triggers = [
            *append_only("instalment_append_only"),
            headed("instalment_chained"),
            written_with(
                "instalment_written_with_its_plan", "consolidation_agreedplan", by="plan_id"
            ),
            checked(
                "instalments_keep_the_schedule_whole",
                unless=SCHEDULE_EQUALS_CONTRACT.format(plan="NEW.plan_id"),
                operation=pgtrigger.Insert,
                deferred=True,
            ),
        ]

    def __str__(self) -> str:
        return f"งวดที่ {self.number}"

    @property
    def due(self) -> Decimal:
        """What is to be paid on its day, in baht."""
        return self.principal + self.interest + self.carried
