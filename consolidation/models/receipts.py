"""What was paid on a contract: receipts, what they charge, and the entries that take one back."""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from consolidation.models.contracts import Contract
from consolidation.models.months import MONTH_IS_OPEN
from fundinst.fields import baht_field, between
from fundinst.guards import append_only, checked, written_with
from fundinst.history import Chained
from members.models import Fund, User
from members.models.chains import headed
from members.scope import ScopedQuerySet


class Receipt(Chained):
    """A payment received (ใบเสร็จรับเงิน), numbered without gaps by fund and Buddhist year.

    Only that it was paid is kept: where its baht go follows from the plan and all receipts in the
    order of their dates (``consolidation/replaying.py``), so a receipt entered late leaves nothing
    to be corrected. ``rest`` says what becomes of what is paid above what is due; ``given_back`` is
    what of ``amount`` went back into the payer's hand (baht). ``booked_on`` is the day in the books
    where it isn't ``on``: that month was closed when the paper came.
    """

    class Rest(models.TextChoices):
        NEXT_INSTALMENTS = "next_instalments", _("ชำระงวดถัดไปล่วงหน้า")
        SHORTER = "shorter", _("ลดเงินต้นจากงวดสุดท้าย หมดหนี้เร็วขึ้น")
        LOWER = "lower", _("ลดเงินต้นทุกงวดที่เหลือ ชำระงวดละน้อยลง")
        KEEP = "keep", _("เก็บไว้เป็นเงินรับล่วงหน้า")
        GIVE_BACK = "give_back", _("คืนเงินให้ผู้ชำระ")

    institution_path = "contract__household__institution"
    chained_by = ("contract_id",)

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="receipts", verbose_name=_("สัญญาเดียว")
    )
    fund = models.ForeignKey(
        Fund, models.PROTECT, related_name="receipts", verbose_name=_("กองทุนที่รับเงิน")
    )
    year = models.PositiveSmallIntegerField(_("ปี พ.ศ."))
    number = models.PositiveIntegerField(_("เลขที่"))
    on = models.DateField(_("วันที่รับเงิน"))
    amount = baht_field(_("จำนวนเงิน"))
    payer = models.CharField(_("ผู้ชำระ"), max_length=200)
    rest = models.CharField(_("ส่วนที่ชำระเกิน"), max_length=20, choices=Rest, blank=True)
    given_back = baht_field(_("คืนให้ผู้ชำระ"))
    booked_on = models.DateField(_("ลงบัญชีวันที่"), null=True, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้รับเงิน"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ใบเสร็จรับเงิน")
        verbose_name_plural = verbose_name
        ordering = ["contract", "on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="receipt_number_once_a_fund_and_year", fields=["fund", "year", "number"]
            ),
            models.CheckConstraint(
                name="receipt_is_of_money",
                condition=between(0, "given_back")
                & Q(amount__gt=F("given_back"))
                & between(0, "amount"),
            ),
            models.CheckConstraint(
                name="receipt_rest_is_known",
                condition=Q(
                    rest__in=["", "next_instalments", "shorter", "lower", "keep", "give_back"]
                ),
            ),
            models.CheckConstraint(
                name="receipt_gives_back_when_asked",
                condition=Q(given_back=0) | Q(rest="give_back"),
            ),
            models.CheckConstraint(
                name="receipt_booked_later_than_paid",
                condition=Q(booked_on__isnull=True) | Q(booked_on__gt=F("on")),
            ),
        ]
        triggers = [
            *append_only("receipt_append_only"),
            headed("receipt_chained"),
            checked(
                "receipt_numbers_without_gap",
                unless="""
                    NEW.number = 1 + (SELECT count(*) FROM consolidation_receipt
                                       WHERE fund_id = NEW.fund_id AND year = NEW.year)
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "receipt_in_an_open_month",
                unless=MONTH_IS_OPEN.format(
                    fund="NEW.fund_id", day='coalesce(NEW.booked_on, NEW."on")'
                ),
                operation=pgtrigger.Insert,
            ),
            checked(
                "receipt_of_an_open_contracts_holder",
                unless="""
                    EXISTS (SELECT 1 FROM consolidation_contract c
                             WHERE c.id = NEW.contract_id AND c.fund_id = NEW.fund_id
                               AND c.status = 'open' AND c.opened_on <= NEW."on")
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    @cached_property
    def charged(self) -> Decimal:
        """What of it is no part of the plan: costs, default interest, fines (baht)."""
        return sum((one.amount for one in self.charges.all()), Decimal(0))

    @property
    def on_plan(self) -> Decimal:
        """What of it pays the plan, in baht."""
        return self.amount - self.given_back - self.charged


class ReceiptCharge(Chained):
    """What of a receipt is no part of the plan (ค่าใช้จ่าย ดอกเบี้ยผิดนัด ค่าปรับ), in baht.

    Paid before interest and principal (ป.พ.พ. ๓๒๙). ``due_on`` names the late instalment, ``words``
    how the amount was found.
    """

    class Kind(models.TextChoices):
        COST = "cost", _("ค่าใช้จ่ายในการติดตาม")
        DEFAULT_INTEREST = "default_interest", _("ดอกเบี้ยผิดนัด")
        FINE = "fine", _("ค่าปรับ")

    institution_path = "receipt__contract__household__institution"
    chained_by = ("receipt_id",)
    recorded_by = "receipt__recorded_at"

    receipt = models.ForeignKey(
        Receipt, models.PROTECT, related_name="charges", verbose_name=_("ใบเสร็จรับเงิน")
    )
    kind = models.CharField(_("ชนิด"), max_length=20, choices=Kind)
    due_on = models.DateField(_("ของงวดที่ครบกำหนด"), null=True, blank=True)
    amount = baht_field(_("จำนวนเงิน"))
    words = models.CharField(_("วิธีคิด"), max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("เงินที่เรียกเก็บนอกแผน")
        verbose_name_plural = verbose_name
        ordering = ["receipt", "id"]
        constraints = [
            models.CheckConstraint(
                name="charge_is_of_money",
                condition=Q(amount__gt=0, kind__in=["cost", "default_interest", "fine"])
                & between(0, "amount"),
            ),
        ]
        triggers = [
            *append_only("charge_append_only"),
            headed("charge_chained"),
            written_with(
                "charge_written_with_its_receipt", "consolidation_receipt", by="receipt_id"
            ),
            checked(
                "charges_never_more_than_the_receipt",
                unless="""
                    (SELECT r.amount - r.given_back FROM consolidation_receipt r
                      WHERE r.id = NEW.receipt_id)
                    >= NEW.amount + coalesce((SELECT sum(g.amount)
                                                FROM consolidation_receiptcharge g
                                               WHERE g.receipt_id = NEW.receipt_id), 0)
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class ReceiptReversal(Chained):
    """That a receipt doesn't count (ยกเลิกใบเสร็จ): the receipt stays, with its number, and why."""

    institution_path = "receipt__contract__household__institution"
    chained_by = ("receipt_id",)

    receipt = models.OneToOneField(
        Receipt, models.PROTECT, related_name="reversal", verbose_name=_("ใบเสร็จรับเงิน")
    )
    on = models.DateField(_("ยกเลิกเมื่อ"))
    reason = models.CharField(_("เหตุผล"), max_length=300)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ยกเลิก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("การยกเลิกใบเสร็จ")
        verbose_name_plural = verbose_name
        ordering = ["receipt"]
        constraints = [
            models.CheckConstraint(name="receipt_reversal_has_a_reason", condition=~Q(reason="")),
        ]
        triggers = [
            *append_only("receipt_reversal_append_only"),
            headed("receipt_reversal_chained"),
            checked(
                "receipt_reversed_after_it_was_given",
                unless="""
                    EXISTS (SELECT 1 FROM consolidation_receipt r
                              JOIN consolidation_contract c ON c.id = r.contract_id
                             WHERE r.id = NEW.receipt_id AND r."on" <= NEW."on"
                               AND c.status = 'open')
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "receipt_reversed_in_an_open_month",
                unless=MONTH_IS_OPEN.format(
                    fund="(SELECT r.fund_id FROM consolidation_receipt r"
                    " WHERE r.id = NEW.receipt_id)",
                    day='NEW."on"',
                ),
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"ยกเลิกใบเสร็จ {self.receipt}"
