"""Loans, fund by fund, and who stands for them."""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Func, Q, Sum, Value
from django.utils.translation import gettext_lazy as _

from fundinst.fields import baht_field, between
from fundinst.guards import checked, never_deleted, refuse
from fundinst.history import tracked
from members.models import FundAccount, FundRule, Household, Person
from members.models.funds import LAWFUL_PERCENT_A_YEAR
from members.scope import ScopedQuerySet

COMPONENTS = ("principal", "interest_over_year", "interest_under_year", "penalty", "fee")
"""What a debt is made of, in the order of the law's difference: principal bears interest, interest
overdue a year or more may come to (ป.พ.พ. ๖๕๕), the rest never does."""


SPACES = "[[:space:].]"
NUMBER_KEY = (  # what the spellings of a number share: as debts/comparing.py says it
    ("translate", "๐๑๒๓๔๕๖๗๘๙", "0123456789"),
    ("lower",),
    ("regexp_replace", f"(?<=[0-9]){SPACES}+(?=[0-9])", "-", "g"),
    ("regexp_replace", SPACES, "", "g"),
    ("regexp_replace", "(?<![0-9])0+(?=[0-9])", "", "g"),
)


def number_key_in_sql(column: str) -> str:
    """In SQL; the index has the same words, or it would not be asked."""
    for function, *words in NUMBER_KEY:
        said = ", ".join([column, *(f"'{word}'" for word in words)])
        column = f"{function}({said})"
    return column


def _indexed_key() -> Func | F:
    key: Func | F = F("number")
    for function, *words in NUMBER_KEY:
        key = Func(key, *map(Value, words), function=function)
    return key


_TOTAL = " + ".join(f"NEW.{component}" for component in COMPONENTS)


_NUMBER_ONCE = pgtrigger.Trigger(
    # Asked when the act is whole: in one, a number may go from a loan that is paid to a new one.
    name="loan_number_once_an_account",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    timing=pgtrigger.Deferred,
    declare=[("mine", "debts_loan")],
    func=f"""
        IF NEW.number = '' OR NEW.status <> 'open' OR NEW.outstanding = 0 THEN RETURN NEW; END IF;
        -- Two acts that end at once: the second looks when the first is written.
        PERFORM pg_advisory_xact_lock(hashtextextended('loan_number_once', NEW.account_id));
        SELECT * INTO mine FROM debts_loan WHERE id = NEW.id;
        -- The session keeps the plan: made while the table was small, it would read it whole for
        -- each row of a long register.
        PERFORM set_config('enable_seqscan', 'off', true);
        IF mine.number <> '' AND mine.status = 'open' AND mine.outstanding > 0 AND EXISTS (
            SELECT 1 FROM debts_loan other
             WHERE other.account_id + 0 = mine.account_id AND other.number <> ''
               AND {number_key_in_sql("other.number")} = {number_key_in_sql("mine.number")}
               AND other.id <> mine.id AND other.status = 'open' AND other.outstanding > 0
        ) THEN {refuse("loan_number_once_an_account", "NEW.id")} END IF;
        PERFORM set_config('enable_seqscan', 'on', true);
        RETURN NEW;
    """,
)


class LoanQuerySet(ScopedQuerySet):
    def open(self) -> "LoanQuerySet":
        return self.filter(status=Loan.Status.OPEN)

    def owing(self) -> "LoanQuerySet":
        """Open loans on which something is still owed: what a merge takes in."""
        return self.open().filter(outstanding__gt=0)

    def total(self) -> Decimal:
        return self.aggregate(total=Sum("outstanding"))["total"] or Decimal(0)


@tracked(exclude=["outstanding"])
class Loan(models.Model):
    """A loan (เงินกู้) of one fund to one person of a household.

    The five components are what is owed now. They are kept by the database from the journal and
    can't be written otherwise; ``outstanding`` is their sum.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("ยังค้าง")
        MERGED = "merged", _("รวมเป็นสัญญาเดียวแล้ว")
        PAID = "paid", _("ชำระหมดแล้ว")

    institution_path = "household__institution"

    account = models.ForeignKey(
        FundAccount, models.PROTECT, related_name="loans", verbose_name=_("บัญชีของกองทุน")
    )
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="loans", verbose_name=_("ครัวเรือน")
    )
    borrower = models.ForeignKey(Person, models.PROTECT, related_name="loans", verbose_name=_("ผู้กู้"))
    number = models.CharField(_("เลขที่สัญญาเดิม"), max_length=50, blank=True)
    rule = models.ForeignKey(
        FundRule,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="loans",
        verbose_name=_("ระเบียบ"),
    )
    lent_on = models.DateField(_("วันที่กู้"), null=True, blank=True)
    due_on = models.DateField(_("วันครบกำหนด"), null=True, blank=True)
    original_principal = models.DecimalField(
        _("เงินต้นเดิม (บาท)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    rate_percent = models.DecimalField(
        _("อัตราดอกเบี้ย (ร้อยละต่อปี)"), max_digits=7, decimal_places=4, null=True, blank=True
    )
    missed_instalments = models.PositiveSmallIntegerField(_("ค้างชำระกี่งวด"), null=True, blank=True)
    principal = baht_field(_("เงินต้นคงเหลือ"))
    interest_over_year = baht_field(_("ดอกเบี้ยค้างหนึ่งปีขึ้นไป"))
    interest_under_year = baht_field(_("ดอกเบี้ยค้างไม่ถึงหนึ่งปี"))
    penalty = baht_field(_("ค่าปรับ"))
    fee = baht_field(_("ค่าธรรมเนียม"))
    outstanding = models.GeneratedField(
        expression=F("principal")
        + F("interest_over_year")
        + F("interest_under_year")
        + F("penalty")
        + F("fee"),
        output_field=models.DecimalField(max_digits=14, decimal_places=2),
        db_persist=True,
        verbose_name=_("ยอดคงเหลือ"),
    )
    status = models.CharField(_("สถานะ"), max_length=20, choices=Status, default=Status.OPEN)
    closed_on = models.DateField(_("ปิดเมื่อ"), null=True, blank=True)

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = _("เงินกู้")
        verbose_name_plural = verbose_name
        ordering = ["account__fund__position", "account__number", "id"]
        indexes = [
            # ``+ 0``: whoever asks with it gets this index, never that of the account alone.
            models.Index(
                F("account") + 0, _indexed_key(), name="loan_number_key", condition=~Q(number="")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="loan_status_is_known", condition=Q(status__in=["open", "merged", "paid"])
            ),
            models.CheckConstraint(
                name="loan_closed_has_a_date",
                condition=Q(status="open", closed_on__isnull=True)
                | (~Q(status="open") & Q(closed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="loan_closed_owes_nothing", condition=Q(status="open") | Q(outstanding=0)
            ),
            models.CheckConstraint(
                name="money_not_negative",
                condition=between(0, *COMPONENTS),
            ),
            models.CheckConstraint(
                name="loan_rate_not_negative",
                condition=Q(rate_percent__isnull=True) | Q(rate_percent__gte=0),
            ),
        ]
        triggers = [
            *never_deleted("loan_never_deleted"),
            checked(
                "loan_begins_with_nothing",
                unless=f"{_TOTAL} = 0 AND NEW.status = 'open'",
                operation=pgtrigger.Insert,
            ),
            # The journal's own trigger writes the balances, one level deeper.
            checked(
                "loan_balance_comes_from_journal",
                unless="""
                    pg_trigger_depth() > 1 OR
                    (NEW.principal, NEW.interest_over_year, NEW.interest_under_year,
                     NEW.penalty, NEW.fee) =
                    (OLD.principal, OLD.interest_over_year, OLD.interest_under_year,
                     OLD.penalty, OLD.fee)
                """,
                operation=pgtrigger.Update,
            ),
            checked(
                "loan_of_its_borrowers_household",
                unless="""
                    EXISTS (SELECT 1 FROM members_person p
                             WHERE p.id = NEW.borrower_id AND p.household_id = NEW.household_id)
                    AND EXISTS (SELECT 1 FROM members_household h, members_fundaccount a
                                  JOIN members_fund f ON f.id = a.fund_id
                                 WHERE h.id = NEW.household_id AND a.id = NEW.account_id
                                   AND f.institution_id = h.institution_id)
                """,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("household_id", "borrower_id", "account_id"),
            ),
            _NUMBER_ONCE,
        ]

    def __str__(self) -> str:
        return self.number or f"เงินกู้ {self.account.fund} ของ {self.borrower}"

    @property
    def components(self) -> dict[str, Decimal]:
        return {component: getattr(self, component) for component in COMPONENTS}

    @property
    def is_above_law(self) -> bool:
        """Whether it was lent above 15 % a year; a rate that nobody stated is not."""
        return self.rate_percent is not None and self.rate_percent > LAWFUL_PERCENT_A_YEAR


@tracked()
class Guarantor(models.Model):
    """Who stands for a loan (ผู้ค้ำประกัน), as the register names them."""

    institution_path = "loan__household__institution"

    loan = models.ForeignKey(
        Loan, models.PROTECT, related_name="guarantors", verbose_name=_("เงินกู้")
    )
    name = models.CharField(_("ชื่อ-สกุล"), max_length=200)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("สมาชิก")
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ผู้ค้ำประกัน")
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(name="guarantor_once_a_loan", fields=["loan", "name"])
        ]

    def __str__(self) -> str:
        return self.name
