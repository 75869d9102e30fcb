"""The one contract, and the old loans in it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consolidation.models.cases import Case
from consolidation.models.months import MONTH_IS_OPEN
from fundinst.fields import baht_field, between
from fundinst.guards import checked, never_deleted, stands
from fundinst.history import tracked
from members.models import Fund, FundRule, Household, Person
from members.models.funds import LAWFUL_PERCENT_A_YEAR
from members.scope import ScopedQuerySet

CONTRACT_EQUALS_ITS_PARTS = """
    EXISTS (
        SELECT 1 FROM consolidation_contract c WHERE c.id = {contract} AND c.status = 'cancelled'
           AND NOT EXISTS (
                SELECT 1 FROM consolidation_contractpart p
                  LEFT JOIN debts_journalentry r ON r.reverses_id = p.closing_entry_id
                  LEFT JOIN debts_journalentry w ON w.reverses_id = p.waiver_entry_id
                 WHERE p.contract_id = c.id
                   AND (p.cancelled_on IS NULL OR r.id IS NULL
                        OR (p.waiver_entry_id IS NOT NULL AND w.id IS NULL))))
    OR EXISTS (
        SELECT 1
          FROM consolidation_contract c
          JOIN consolidation_contractpart p ON p.contract_id = c.id AND p.cancelled_on IS NULL
         WHERE c.id = {contract} AND c.status <> 'cancelled'
         GROUP BY c.id
        HAVING bool_and(NOT EXISTS (
                   SELECT 1 FROM debts_journalentry r
                    WHERE r.reverses_id IN (p.closing_entry_id, p.waiver_entry_id)))
           AND c.principal + c.carried = sum(p.principal + p.interest_over_year
                                   + p.interest_under_year + p.penalty + p.fee)
           AND c.principal BETWEEN sum(p.principal) AND sum(p.principal + p.interest_over_year))
"""

TRANSFERS_EQUAL_PAYOFFS = """
    NOT EXISTS (
        SELECT 1
          FROM (SELECT a.fund_id, sum(p.principal + p.interest_over_year
                                      + p.interest_under_year + p.penalty + p.fee) AS amount
                  FROM consolidation_contractpart p
                  JOIN consolidation_contract c ON c.id = p.contract_id
                  JOIN debts_loan l ON l.id = p.loan_id
                  JOIN members_fundaccount a ON a.id = l.account_id
                 WHERE p.contract_id = {contract} AND p.cancelled_on IS NULL
                   AND a.fund_id <> c.fund_id
                 GROUP BY a.fund_id) AS payoff
          FULL JOIN (SELECT to_fund_id AS fund_id, sum(amount) AS amount
                       FROM consolidation_transfer
                      WHERE contract_id = {contract} AND cancelled_on IS NULL
                      GROUP BY to_fund_id) AS transfer USING (fund_id)
         WHERE payoff.amount IS DISTINCT FROM transfer.amount)
"""

ENDED_AS_ITS_RECEIPTS_SAY = """
    SELECT CASE NEW.status WHEN 'open' THEN TRUE WHEN 'cancelled' THEN paid.amount = 0
           ELSE paid.amount = (
               SELECT sum(i.principal + i.interest + i.carried)
                 FROM consolidation_instalment i
                WHERE i.plan_id = (SELECT p.id FROM consolidation_agreedplan p
                                    WHERE p.contract_id = NEW.id ORDER BY p.version DESC LIMIT 1))
           END
      FROM (SELECT coalesce(sum(r.amount - r.given_back - coalesce((
                       SELECT sum(g.amount) FROM consolidation_receiptcharge g
                        WHERE g.receipt_id = r.id), 0)), 0) AS amount
              FROM consolidation_receipt r
              LEFT JOIN consolidation_receiptreversal v ON v.receipt_id = r.id
             WHERE r.contract_id = NEW.id AND v.id IS NULL) AS paid
"""


class ContractQuerySet(ScopedQuerySet):
    def open(self) -> "ContractQuerySet":
        return self.filter(status=Contract.Status.OPEN)


@tracked(exclude=["amount"])
class Contract(models.Model):
    """The single contract (สัญญาเดียว) of a household, held by one fund.

    ``principal`` bears interest; ``carried`` is interest, penalty and fee brought over, which does
    not (ป.พ.พ. ๖๕๕). Their sum is ``amount``: what the household owed before, to the satang, less
    what its creditors waived (``ContractPart.waiver_entry``). ``worst_days`` is how late the worst
    of its old loans was, None where that isn't known; it stays for the contract's life. ``rule`` is
    the holding fund's rule that it was made under: None where there was none, whatever is written
    later for that day.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("มีผลอยู่")
        CLOSED = "closed", _("สิ้นสุดแล้ว")
        CANCELLED = "cancelled", _("ยกเลิกแล้ว")

    institution_path = "household__institution"

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="contracts", verbose_name=_("ครัวเรือน")
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="contracts", verbose_name=_("เรื่องของครัวเรือน")
    )
    case_status_before = models.CharField(
        _("สถานะก่อนทำสัญญา"), max_length=20, choices=Case.Status, blank=True
    )
    fund = models.ForeignKey(
        Fund, models.PROTECT, related_name="contracts", verbose_name=_("กองทุนที่ถือสัญญา")
    )
    rule = models.ForeignKey(
        FundRule,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
        verbose_name=_("ระเบียบกองทุนที่ใช้"),
    )
    borrower = models.ForeignKey(
        Person, models.PROTECT, related_name="contracts", verbose_name=_("ผู้กู้ที่ลงชื่อ")
    )
    year = models.PositiveSmallIntegerField(_("ปี พ.ศ."))
    number = models.PositiveIntegerField(_("เลขที่"))
    principal = baht_field(_("เงินต้น"))
    carried = baht_field(_("ยอดยกมาที่ไม่คิดดอกเบี้ย"))
    amount = models.GeneratedField(
        expression=F("principal") + F("carried"),
        output_field=models.DecimalField(max_digits=14, decimal_places=2),
        db_persist=True,
        verbose_name=_("จำนวนเงินตามสัญญา"),
    )
    rate_percent = models.DecimalField(
        _("อัตราดอกเบี้ย (ร้อยละต่อปี)"), max_digits=6, decimal_places=4, null=True, blank=True
    )
    resolution = models.CharField(_("มติที่ประชุม"), max_length=200, blank=True)
    opened_on = models.DateField(_("วันทำสัญญา"))
    status = models.CharField(_("สถานะ"), max_length=20, choices=Status, default=Status.OPEN)
    closed_on = models.DateField(_("สิ้นสุดเมื่อ"), null=True, blank=True)
    closing_reason = models.CharField(_("เหตุที่สิ้นสุด"), max_length=300, blank=True)

    worst_days = models.PositiveIntegerField(_("วันค้างชำระนานที่สุดก่อนทำสัญญา"), null=True, blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("สัญญาเดียว")
        verbose_name_plural = verbose_name
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="household_one_open_contract",
                fields=["household"],
                condition=Q(status="open"),
            ),
            models.UniqueConstraint(
                name="contract_number_once_a_fund_and_year", fields=["fund", "year", "number"]
            ),
            models.CheckConstraint(
                name="contract_status_is_known",
                condition=Q(status__in=["open", "closed", "cancelled"]),
            ),
            models.CheckConstraint(
                name="contract_closed_has_a_date",
                condition=Q(status="open", closed_on__isnull=True)
                | (~Q(status="open") & Q(closed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="contract_closed_after_it_opened",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
            ),
            models.CheckConstraint(
                name="contract_money_not_negative",
                condition=between(0, "principal", "carried") & Q(amount__gt=0),
            ),
            models.CheckConstraint(
                name="rate_within_law",
                condition=Q(rate_percent__isnull=True)
                | Q(rate_percent__range=(0, LAWFUL_PERCENT_A_YEAR)),
            ),
        ]
        triggers = [
            *never_deleted("contract_never_deleted"),
            # PostgreSQL computes ``amount`` after the triggers, from columns that stand.
            stands("contract_terms_stand", but=["status", "closed_on", "closing_reason", "amount"]),
            checked(
                "contract_ended_stands",
                unless="""
                    OLD.status = 'open' OR
                    (NEW.status, NEW.closed_on, NEW.closing_reason) =
                    (OLD.status, OLD.closed_on, OLD.closing_reason)
                    OR (OLD.status = 'closed' AND NEW.status = 'open' AND EXISTS (
                        SELECT 1 FROM consolidation_contractreopening r
                         WHERE r.contract_id = OLD.id AND r.closed_on = OLD.closed_on
                           AND members_is_being_written(r.xmin)))
                """,
                operation=pgtrigger.Update,
            ),
            checked(
                "contract_made_in_an_open_month",
                unless=MONTH_IS_OPEN.format(fund="NEW.fund_id", day="NEW.opened_on"),
                operation=pgtrigger.Insert,
            ),
            checked(
                "contract_ended_in_an_open_month",
                unless=f"""
                    NEW.closed_on IS NULL OR NEW.closed_on IS NOT DISTINCT FROM OLD.closed_on
                    OR ({MONTH_IS_OPEN.format(fund="NEW.fund_id", day="NEW.closed_on")})
                """,
                operation=pgtrigger.UpdateOf("closed_on"),
            ),
            checked(
                "contract_ended_as_its_receipts_say",
                unless=ENDED_AS_ITS_RECEIPTS_SAY,
                operation=pgtrigger.Update,
                deferred=True,
            ),
            checked(
                "contract_equals_its_parts",
                unless=CONTRACT_EQUALS_ITS_PARTS.format(contract="NEW.id"),
                operation=pgtrigger.Insert | pgtrigger.Update,
                deferred=True,
            ),
            checked(
                "transfers_equal_payoffs",
                unless=TRANSFERS_EQUAL_PAYOFFS.format(contract="NEW.id"),
                operation=pgtrigger.Insert | pgtrigger.Update,
                deferred=True,
            ),
            checked(
                "contract_within_one_institution",
                unless="""
                    EXISTS (SELECT 1
                              FROM members_household h
                              JOIN members_fund f ON f.institution_id = h.institution_id
                              JOIN members_person p ON p.household_id = h.id
                              JOIN consolidation_case k ON k.household_id = h.id
                             WHERE h.id = NEW.household_id AND f.id = NEW.fund_id
                               AND p.id = NEW.borrower_id AND k.id = NEW.case_id)
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "contract_rule_is_of_its_fund_and_day",
                unless="""
                    NEW.rule_id IS NULL
                    OR EXISTS (SELECT 1 FROM members_fundrule r
                                WHERE r.id = NEW.rule_id AND r.fund_id = NEW.fund_id
                                  AND r.effective_on <= NEW.opened_on)
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund.abbreviation} {self.number}/{self.year}"

    def get_absolute_url(self) -> str:
        return reverse("consolidation:contract", args=[self.pk])
