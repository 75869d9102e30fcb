"""The journal that every balance comes from."""

from datetime import date
from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from debts.models.loans import COMPONENTS, Loan
from debts.models.registers import Register
from fundinst.fields import MOST_BAHT, baht_field, between
from fundinst.guards import append_only, checked
from fundinst.history import Chained
from members.models import User
from members.models.chains import headed
from members.scope import ScopedQuerySet


class JournalEntry(Chained):
    """One movement of a loan's balance (รายการบัญชีหนี้), by component, signed, in baht.

    Written once. A mistake is undone by an entry that mirrors it.
    """

    class Kind(models.TextChoices):
        OPENING = "opening", _("ยอดยกมาตามทะเบียน")
        REGISTER = "register", _("ยอดตามทะเบียนฉบับใหม่")
        SURVEY = "survey", _("ยอดตามที่สำรวจ")
        CORRECTION = "correction", _("แก้ตามทะเบียนที่แก้แล้ว")
        WAIVER = "waiver", _("ลดให้ตามข้อตกลง")
        MERGE = "merge", _("ปิดเพราะรวมเป็นสัญญาเดียว")
        REVERSAL = "reversal", _("ย้อนรายการ")

    institution_path = "loan__household__institution"
    chained_by = ("loan_id",)

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="entries", verbose_name=_("เงินกู้"))
    kind = models.CharField(_("ชนิดรายการ"), max_length=20, choices=Kind)
    on = models.DateField(_("วันที่มีผล"))
    principal = baht_field(_("เงินต้น"))
    interest_over_year = baht_field(_("ดอกเบี้ยค้างหนึ่งปีขึ้นไป"))
    interest_under_year = baht_field(_("ดอกเบี้ยค้างไม่ถึงหนึ่งปี"))
    penalty = baht_field(_("ค่าปรับ"))
    fee = baht_field(_("ค่าธรรมเนียม"))
    register = models.ForeignKey(
        Register,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("ทะเบียนลูกหนี้"),
    )
    reference = models.CharField(_("อ้างถึง"), max_length=100, blank=True)
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name=_("ย้อนรายการที่"),
    )
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ทำ"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("รายการบัญชีหนี้")
        verbose_name_plural = verbose_name
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="journal_opens_a_loan_once", fields=["loan"], condition=Q(kind="opening")
            ),
            models.CheckConstraint(
                name="journal_amounts_are_amounts", condition=between(-MOST_BAHT, *COMPONENTS)
            ),
            models.CheckConstraint(
                name="journal_on_a_day_that_can_be",
                condition=Q(on__range=(date(1900, 1, 1), date(2199, 12, 31))),
            ),
            models.CheckConstraint(
                name="journal_kind_is_known",
                condition=Q(
                    kind__in=[
                        "opening",
                        "register",
                        "survey",
                        "correction",
                        "waiver",
                        "merge",
                        "reversal",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="journal_moves_money",
                condition=~Q(
                    principal=0, interest_over_year=0, interest_under_year=0, penalty=0, fee=0
                ),
            ),
            models.CheckConstraint(
                name="journal_waiver_only_takes_off",
                condition=~Q(kind="waiver") | Q(**{f"{one}__lte": 0 for one in COMPONENTS}),
            ),
            models.CheckConstraint(
                name="journal_reversal_names_its_entry",
                condition=Q(kind="reversal", reverses__isnull=False)
                | (~Q(kind="reversal") & Q(reverses__isnull=True)),
            ),
        ]
        triggers = [
            *append_only("journal_append_only"),
            headed("journal_chained"),
            checked(
                "journal_reversal_is_the_mirror",
                unless="""
                    NEW.reverses_id IS NULL OR EXISTS (
                        SELECT 1 FROM debts_journalentry e
                         WHERE e.id = NEW.reverses_id AND e.loan_id = NEW.loan_id
                           AND (e.principal, e.interest_over_year, e.interest_under_year,
                                e.penalty, e.fee) =
                               (-NEW.principal, -NEW.interest_over_year,
                                -NEW.interest_under_year, -NEW.penalty, -NEW.fee))
                """,
                operation=pgtrigger.Insert,
            ),
            pgtrigger.Trigger(
                name="journal_keeps_the_balances",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_entries"),
                func=f"""
                    UPDATE debts_loan SET
                        {", ".join(f"{c} = debts_loan.{c} + moved.{c}" for c in COMPONENTS)}
                      FROM (SELECT loan_id,
                                   {", ".join(f"sum({c}) AS {c}" for c in COMPONENTS)}
                              FROM new_entries GROUP BY loan_id) AS moved
                     WHERE debts_loan.id = moved.loan_id;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"

    @property
    def components(self) -> dict[str, Decimal]:
        return {component: getattr(self, component) for component in COMPONENTS}

    @property
    def total(self) -> Decimal:
        return sum(self.components.values(), Decimal(0))
