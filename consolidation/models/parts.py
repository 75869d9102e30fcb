"""The old loans inside the one contract."""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consolidation.models.contracts import CONTRACT_EQUALS_ITS_PARTS, Contract
from consolidation.models.waived import CAPITALISED_WITHOUT_PAPER, WAIVED_WITHOUT_PAPER
from debts.models import COMPONENTS, JournalEntry, Loan
from fundinst.fields import baht_field
from fundinst.guards import checked, never_deleted, stands
from fundinst.history import tracked
from members.scope import ScopedQuerySet

_PAPER_IN = """
    EXISTS (SELECT 1 FROM consolidation_decidingpaper d
             WHERE d.case_id = c.case_id AND d.cancelled_on IS NULL
               AND d.signed_on <= c.opened_on AND {of})
"""
_OF_THIS_BALANCE = """
    d.kind = '{kind}' AND d.loan_id = l.id AND NOT EXISTS (
        SELECT 1 FROM debts_journalentry e
         WHERE e.loan_id = l.id AND e.id > coalesce(d.last_entry_id, 0)
           AND e.id < NEW.closing_entry_id AND e.id IS DISTINCT FROM NEW.waiver_entry_id
           AND (e.kind = 'merge' OR (e.reverses_id IS NULL AND NOT EXISTS (
                    SELECT 1 FROM debts_journalentry r WHERE r.reverses_id = e.id))))
"""
_BORROWER_TOLD = """
    d.kind = 'notice' AND l.borrower_id = (
        SELECT told.borrower_id FROM debts_loan told WHERE told.id = d.loan_id)
"""
_OFFER_SIGNED_LATER = """
    EXISTS (SELECT 1 FROM consolidation_offer o
              JOIN consolidation_negotiationround n ON n.id = o.round_id
             WHERE n.case_id = c.case_id AND o.loan_id = l.id AND o.answer = 'agreed'
               AND o.paper_on > c.opened_on AND NOT EXISTS (
                   SELECT 1 FROM consolidation_offer later
                     JOIN consolidation_negotiationround m ON m.id = later.round_id
                    WHERE m.case_id = c.case_id AND later.loan_id = l.id AND later.id > o.id))
"""
_GUARANTOR_ANSWERED = "d.kind IN ('consent', 'release') AND d.guarantor_id = g.id"

WITH_ITS_PAPERS = f"""
    EXISTS (
        SELECT 1 FROM consolidation_contract c
          JOIN debts_loan l ON l.id = NEW.loan_id
          JOIN members_fundaccount a ON a.id = l.account_id
         WHERE c.id = NEW.contract_id AND NOT {_OFFER_SIGNED_LATER} AND
          CASE (SELECT r.route FROM consolidation_routechoice r
                 WHERE r.case_id = c.case_id ORDER BY r.id DESC LIMIT 1)
          WHEN 'transfer' THEN a.fund_id = c.fund_id OR
               ({_PAPER_IN.format(of=_OF_THIS_BALANCE.format(kind="deed"))}
                AND {_PAPER_IN.format(of=_OF_THIS_BALANCE.format(kind="balance"))}
                AND {_PAPER_IN.format(of=_BORROWER_TOLD)})
          WHEN 'easing' THEN {_PAPER_IN.format(of="d.kind = 'agreement' AND d.loan_id IS NULL")}
               AND NOT EXISTS (
                   SELECT 1 FROM debts_guarantor g WHERE g.loan_id = l.id AND NOT
                   {_PAPER_IN.format(of=_GUARANTOR_ANSWERED)})
          ELSE TRUE END)
"""
"""SQL over a part: the papers of its route are in (ป.พ.พ. ๓๐๖, ๗๐๐), none dated after the contract,
none of a balance that moved since; each borrower was told. None chosen is novation, for which the
contract itself is the paper; what was waived has its paper on the offer."""


@tracked()
class ContractPart(models.Model):
    """An old loan inside a contract (หนี้เดิมในสัญญา), with the journal entry that closed it.

    ``waiver_entry`` took off before what its fund waived, where it waived something.
    """

    institution_path = "contract__household__institution"

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="parts", verbose_name=_("สัญญาเดียว")
    )
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="merged_as", verbose_name=_("เงินกู้"))
    closing_entry = models.OneToOneField(
        JournalEntry, models.PROTECT, related_name="closes_for", verbose_name=_("รายการที่ปิดหนี้")
    )
    waiver_entry = models.OneToOneField(
        JournalEntry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="waives_for",
        verbose_name=_("รายการที่ลดให้"),
    )
    principal = baht_field(_("เงินต้น"))
    interest_over_year = baht_field(_("ดอกเบี้ยค้างหนึ่งปีขึ้นไป"))
    interest_under_year = baht_field(_("ดอกเบี้ยค้างไม่ถึงหนึ่งปี"))
    penalty = baht_field(_("ค่าปรับ"))
    fee = baht_field(_("ค่าธรรมเนียม"))
    cancelled_on = models.DateField(_("ยกเลิกเมื่อ"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("หนี้เดิมในสัญญา")
        verbose_name_plural = verbose_name
        ordering = ["contract", "id"]
        constraints = [
            models.UniqueConstraint(
                name="debt_merged_once", fields=["loan"], condition=Q(cancelled_on__isnull=True)
            ),
        ]
        triggers = [
            *never_deleted("part_never_deleted"),
            stands("part_stands", but=["cancelled_on"]),
            checked(
                "part_is_what_its_entry_closed",
                unless="""
                    EXISTS (
                        SELECT 1 FROM debts_journalentry e
                          JOIN debts_loan l ON l.id = e.loan_id
                          JOIN consolidation_contract c ON c.household_id = l.household_id
                         WHERE e.id = NEW.closing_entry_id AND e.loan_id = NEW.loan_id
                           AND c.id = NEW.contract_id AND e.kind = 'merge'
                           AND (e.principal, e.interest_over_year, e.interest_under_year,
                                e.penalty, e.fee) =
                               (-NEW.principal, -NEW.interest_over_year,
                                -NEW.interest_under_year, -NEW.penalty, -NEW.fee))
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "part_waiver_is_of_its_loan",
                unless="""
                    NEW.waiver_entry_id IS NULL OR EXISTS (
                        SELECT 1 FROM debts_journalentry w
                          JOIN debts_journalentry e ON e.id = NEW.closing_entry_id
                         WHERE w.id = NEW.waiver_entry_id AND w.kind = 'waiver'
                           AND w.loan_id = NEW.loan_id AND w."on" = e."on" AND w.id < e.id)
                """,
                operation=pgtrigger.Insert,
            ),
            checked("part_with_its_papers", unless=WITH_ITS_PAPERS, operation=pgtrigger.Insert),
            checked(
                "part_keeps_contract_whole",
                unless=CONTRACT_EQUALS_ITS_PARTS.format(contract="NEW.contract_id"),
                operation=pgtrigger.Insert | pgtrigger.Update,
                deferred=True,
            ),
            checked(
                "part_waives_what_is_on_paper",
                unless=f"NOT EXISTS (SELECT 1 {WAIVED_WITHOUT_PAPER} AND p.id = NEW.id)",
                operation=pgtrigger.Insert,
                deferred=True,
            ),
            checked(
                "part_capitalises_what_was_agreed",
                unless=f"""
                    NOT EXISTS (SELECT 1 {CAPITALISED_WITHOUT_PAPER} AND c.id = NEW.contract_id)
                """,
                operation=pgtrigger.Insert,
                deferred=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan} ใน {self.contract}"

    @property
    def components(self) -> dict[str, Decimal]:
        return {component: getattr(self, component) for component in COMPONENTS}

    @property
    def total(self) -> Decimal:
        return sum(self.components.values(), Decimal(0))
