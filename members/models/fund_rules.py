"""A fund's dated lending rules, and the tiers of their rate."""

from decimal import Decimal

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fundinst.guards import checked, stands
from fundinst.history import tracked
from members.models.funds import LAWFUL_PERCENT_A_YEAR, Fund
from members.scope import ScopedQuerySet

LAWFUL_PERCENT_A_MONTH = Decimal("1.25")


@tracked()
class FundRule(models.Model):
    """A fund's lending rules from a date on (ระเบียบกองทุน); a loan keeps those it was made under.

    The values of the choices are those of the arithmetic (``debts/interest.py`` and others), which
    knows no table; ``debts/fund_rules.py`` brings the two together.
    """

    class Method(models.TextChoices):
        NONE = "none", _("ไม่คิดดอกเบี้ย")
        ON_BALANCE = "on_balance", _("คิดจากเงินต้นที่เหลือ (ลดต้นลดดอก)")
        FLAT = "flat", _("คิดจากเงินต้นตอนแรกทุกงวด (ดอกเบี้ยคงที่)")

    class RatePer(models.TextChoices):
        YEAR = "year", _("ต่อปี")
        MONTH = "month", _("ต่อเดือน")

    class DayCount(models.TextChoices):
        ACTUAL_365 = "actual/365", _("นับวันจริง ปีละ 365 วัน")
        ACTUAL_ACTUAL = "actual/actual", _("นับวันจริง ปีละ 365 หรือ 366 วัน")
        THIRTY_360 = "30/360", _("เดือนละ 30 วัน ปีละ 360 วัน")

    class Shape(models.TextChoices):
        EQUAL_PRINCIPAL = "equal_principal", _("คืนเงินต้นเท่ากันทุกงวด บวกดอกเบี้ย")
        EQUAL_INSTALMENTS = "equal_instalments", _("ชำระเท่ากันทุกงวด รวมดอกเบี้ยแล้ว")
        PATTERN = "pattern", _("คืนเงินต้นตามสัดส่วนของแต่ละงวด")

    class Due(models.TextChoices):
        MONTHLY = "monthly", _("ทุกเดือน")
        YEARLY = "yearly", _("ปีละครั้ง นับจากวันทำสัญญา")
        FIXED_DAYS = "fixed_days", _("วันที่แน่นอนของทุกปี")
        ONCE = "once", _("ครั้งเดียวเมื่อครบกำหนด")

    class Place(models.TextChoices):
        LAST = "last", _("งวดสุดท้าย")
        FIRST = "first", _("งวดแรก")
        SPREAD = "spread", _("เฉลี่ยทุกงวด")

    class Grace(models.TextChoices):
        INTEREST_PAID = "interest_paid", _("จ่ายเฉพาะดอกเบี้ย")
        INTEREST_DEFERRED = "interest_deferred", _("พักดอกเบี้ยไว้จ่ายภายหลัง")
        INTEREST_FORGIVEN = "interest_forgiven", _("ไม่คิดดอกเบี้ย")

    class Fine(models.TextChoices):
        OFF = "off", _("ไม่มีค่าปรับ")
        BAHT_ONCE = "baht_once", _("บาท ต่องวดที่ช้า")
        BAHT_A_DAY = "baht_a_day", _("บาท ต่อวัน")
        PERCENT_A_DAY = "percent_a_day", _("ร้อยละ ต่อวัน")
        PERCENT_A_YEAR = "percent_a_year", _("ร้อยละ ต่อปี")

    institution_path = "fund__institution"

    fund = models.ForeignKey(
        Fund, models.PROTECT, related_name="rules", verbose_name=_("กองทุนสมาชิก")
    )
    effective_on = models.DateField(_("ใช้ตั้งแต่"))
    rate_percent = models.DecimalField(
        _("อัตราดอกเบี้ย (ร้อยละ)"), max_digits=6, decimal_places=4, null=True, blank=True
    )
    rate_per = models.CharField(
        _("อัตราต่อ"), max_length=10, choices=RatePer, default=RatePer.YEAR, db_default="year"
    )
    method = models.CharField(
        _("วิธีคิดดอกเบี้ย"),
        max_length=20,
        choices=Method,
        default=Method.ON_BALANCE,
        db_default="on_balance",
    )
    day_count = models.CharField(
        _("วิธีนับวัน"),
        max_length=20,
        choices=DayCount,
        default=DayCount.ACTUAL_365,
        db_default="actual/365",
    )
    shape = models.CharField(
        _("วิธีคืนเงินต้น"),
        max_length=20,
        choices=Shape,
        default=Shape.EQUAL_PRINCIPAL,
        db_default="equal_principal",
    )
    due = models.CharField(
        _("กำหนดชำระ"), max_length=20, choices=Due, default=Due.YEARLY, db_default="yearly"
    )
    due_days = ArrayField(
        models.CharField(max_length=5),
        verbose_name=_("วันครบกำหนดของทุกปี"),  # "11-05": 5 November
        default=list,
        db_default=[],
        blank=True,
    )
    pattern = ArrayField(
        models.DecimalField(max_digits=5, decimal_places=2),
        verbose_name=_("สัดส่วนเงินต้นแต่ละงวด (ร้อยละ)"),
        default=list,
        db_default=[],
        blank=True,
    )
    rounding_unit = models.DecimalField(
        _("ปัดเศษเป็นหน่วยละ (บาท)"),
        max_digits=6,
        decimal_places=2,
        default=Decimal(1),
        db_default=Decimal(1),
    )
    rounding_place = models.CharField(
        _("เศษอยู่ที่"), max_length=10, choices=Place, default=Place.LAST, db_default="last"
    )
    grace_instalments = models.PositiveSmallIntegerField(
        _("ปลอดเงินต้นกี่งวดแรก"), default=0, db_default=0, validators=[MaxValueValidator(60)]
    )
    grace = models.CharField(
        _("ดอกเบี้ยระหว่างปลอดเงินต้น"),
        max_length=20,
        choices=Grace,
        default=Grace.INTEREST_PAID,
        db_default="interest_paid",
    )
    fine = models.CharField(
        _("ค่าปรับเมื่อชำระช้า"), max_length=20, choices=Fine, default=Fine.OFF, db_default="off"
    )
    fine_amount = models.DecimalField(
        _("จำนวนค่าปรับ"),
        max_digits=10,
        decimal_places=4,
        default=Decimal(0),
        db_default=Decimal(0),
    )
    default_percent = models.DecimalField(
        _("ดอกเบี้ยผิดนัด (ร้อยละต่อปี)"), max_digits=6, decimal_places=4, null=True, blank=True
    )
    ceiling = models.DecimalField(
        _("วงเงินต่อราย (บาท)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    ceiling_resolved = models.DecimalField(
        _("วงเงินต่อรายเมื่อมีมติ (บาท)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    term_months = models.PositiveSmallIntegerField(_("ระยะเวลา (เดือน)"), null=True, blank=True)
    guarantors = models.PositiveSmallIntegerField(_("จำนวนผู้ค้ำประกัน"), null=True, blank=True)
    resolution = models.CharField(_("มติหรือข้อบังคับ"), max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ระเบียบกองทุน")
        verbose_name_plural = verbose_name
        ordering = ["fund", "-effective_on"]
        constraints = [
            models.UniqueConstraint(name="rule_once_a_day", fields=["fund", "effective_on"]),
            models.CheckConstraint(
                name="rule_rate_within_law",
                condition=Q(rate_percent__isnull=True)
                | Q(rate_per="year", rate_percent__range=(0, LAWFUL_PERCENT_A_YEAR))
                | Q(rate_per="month", rate_percent__range=(0, LAWFUL_PERCENT_A_MONTH)),
            ),
            models.CheckConstraint(
                name="rule_default_rate_within_law",
                condition=Q(default_percent__isnull=True)
                | Q(default_percent__range=(0, LAWFUL_PERCENT_A_YEAR)),
            ),
            models.CheckConstraint(
                name="rule_ceiling_is_positive",
                condition=Q(ceiling__isnull=True) | Q(ceiling__gt=0),
            ),
            models.CheckConstraint(
                name="rule_ceiling_rises_by_resolution",
                condition=Q(ceiling_resolved__isnull=True)
                | Q(ceiling__isnull=False, ceiling_resolved__gte=F("ceiling")),
            ),
            models.CheckConstraint(
                name="rule_words_are_known",
                condition=Q(rate_per__in=["year", "month"])
                & Q(method__in=["none", "on_balance", "flat"])
                & Q(day_count__in=["actual/365", "actual/actual", "30/360"])
                & Q(shape__in=["equal_principal", "equal_instalments", "pattern"])
                & Q(due__in=["monthly", "yearly", "fixed_days", "once"])
                & Q(rounding_place__in=["last", "first", "spread"])
                & Q(grace__in=["interest_paid", "interest_deferred", "interest_forgiven"])
                & Q(fine__in=["off", "baht_once", "baht_a_day", "percent_a_day", "percent_a_year"]),
            ),
            models.CheckConstraint(
                name="rule_fine_off_is_nothing",
                condition=Q(fine="off", fine_amount=0) | (~Q(fine="off") & Q(fine_amount__gt=0)),
            ),
            models.CheckConstraint(
                name="rule_rounds_to_satang",
                condition=Q(rounding_unit__range=(Decimal("0.01"), 1000)),
            ),
        ]
        triggers = [
            stands("rule_stands", but=[]),  # a loan keeps the rules it was made under
            checked(
                "rule_due_days_and_pattern_are_whole",
                unless="""
                    (NEW.due = 'fixed_days') = (cardinality(NEW.due_days) > 0)
                    AND NOT EXISTS (SELECT 1 FROM unnest(NEW.due_days) day
                                     WHERE day !~ '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$')
                    AND (NEW.shape = 'pattern') = (cardinality(NEW.pattern) > 0)
                    AND (NEW.shape <> 'pattern' OR (SELECT sum(part) = 100 AND min(part) >= 0
                                                      FROM unnest(NEW.pattern) part))
                """,
                operation=pgtrigger.Insert | pgtrigger.Update,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund} ตั้งแต่ {self.effective_on}"

    @property
    def percent_a_year(self) -> Decimal | None:
        """The rate in percent a year, whatever it is written in."""
        if self.rate_percent is None or self.rate_per == self.RatePer.YEAR:
            return self.rate_percent
        return self.rate_percent * 12


@tracked()
class RateTier(models.Model):
    """The rate of what a debt is above so many baht (อัตราดอกเบี้ยขั้นบันได), a year or a month as its
    rule's own.
    """

    institution_path = "rule__fund__institution"

    rule = models.ForeignKey(
        FundRule, models.PROTECT, related_name="tiers", verbose_name=_("ระเบียบกองทุน")
    )
    above = models.DecimalField(_("ส่วนที่เกิน (บาท)"), max_digits=14, decimal_places=2)
    percent = models.DecimalField(_("อัตราดอกเบี้ย (ร้อยละ)"), max_digits=6, decimal_places=4)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("อัตราดอกเบี้ยขั้นบันได")
        verbose_name_plural = verbose_name
        ordering = ["rule", "above"]
        constraints = [
            models.UniqueConstraint(name="rate_tier_once_an_amount", fields=["rule", "above"]),
            models.CheckConstraint(
                name="rate_tier_within_law",
                condition=Q(above__gt=0, percent__range=(0, LAWFUL_PERCENT_A_YEAR)),
            ),
        ]
        triggers = [
            stands("rate_tier_stands", but=[]),
            checked(
                "rate_tier_a_month_within_law",
                unless="""
                    NEW.percent <= 1.25
                    OR EXISTS (SELECT 1 FROM members_fundrule r
                                WHERE r.id = NEW.rule_id AND r.rate_per = 'year')
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"ส่วนที่เกิน {self.above} บาท ร้อยละ {self.percent}"
