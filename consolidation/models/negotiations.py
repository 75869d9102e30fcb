"""What creditors and household agree on before the one contract: rounds, offers, route, papers."""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consolidation.models.cases import Case
from debts.models import COMPONENTS, JournalEntry, Loan
from fundinst.fields import baht_field, between
from fundinst.guards import append_only, checked
from fundinst.history import Chained
from members.models import User
from members.models.chains import headed
from members.scope import ScopedQuerySet

_WITHIN_THE_LOAN = " AND ".join(f"NEW.waived_{one} <= l.{one}" for one in COMPONENTS)


class NegotiationRound(Chained):
    """A meeting at which a household and its creditors negotiated (รอบเจรจา). Written once."""

    institution_path = "case__household__institution"
    chained_by = ("case_id",)

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="rounds", verbose_name=_("เรื่องของครัวเรือน")
    )
    number = models.PositiveSmallIntegerField(_("รอบที่"))
    on = models.DateField(_("วันที่เจรจา"))
    place = models.CharField(_("สถานที่"), max_length=200, blank=True)
    present = models.TextField(_("ผู้เข้าร่วม"), max_length=2000)
    minutes = models.TextField(_("บันทึกการเจรจา"), max_length=4000, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("รอบเจรจา")
        verbose_name_plural = verbose_name
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(name="round_number_once_a_case", fields=["case", "number"]),
            models.CheckConstraint(name="round_has_people", condition=~Q(present="")),
        ]
        triggers = [
            *append_only("round_append_only"),
            headed("round_chained"),
            checked(
                "round_numbers_without_gap",
                unless="""
                    NEW.number = 1 + (SELECT count(*) FROM consolidation_negotiationround
                                       WHERE case_id = NEW.case_id)
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"รอบที่ {self.number}"


class Offer(Chained):
    """What a creditor fund offers on one loan, by component, in baht (ข้อเสนอของกองทุน).

    ``waived_…`` is what it lets go of (ป.พ.พ. ๓๔๐: in writing), ``capitalised`` what interest
    overdue a year or more comes to the principal (ป.พ.พ. ๖๕๕: agreed in writing); everything else
    is carried as it is. Written once; a loan's last offer of its case counts. ``last_entry`` is the
    last entry of the loan's journal that the creditor knew of: what came later wasn't negotiated.
    """

    class Answer(models.TextChoices):
        PROPOSED = "proposed", _("เสนอ ยังไม่ตกลง")
        AGREED = "agreed", _("ตกลง")
        REFUSED = "refused", _("ไม่ตกลง")

    institution_path = "round__case__household__institution"
    chained_by = ("round_id",)

    round = models.ForeignKey(
        NegotiationRound, models.PROTECT, related_name="offers", verbose_name=_("รอบเจรจา")
    )
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="offers", verbose_name=_("เงินกู้"))
    waived_principal = baht_field(_("ลดเงินต้น"))
    waived_interest_over_year = baht_field(_("ลดดอกเบี้ยค้างหนึ่งปีขึ้นไป"))
    waived_interest_under_year = baht_field(_("ลดดอกเบี้ยค้างไม่ถึงหนึ่งปี"))
    waived_penalty = baht_field(_("ลดค่าปรับ"))
    waived_fee = baht_field(_("ลดค่าธรรมเนียม"))
    capitalised = baht_field(_("ดอกเบี้ยที่ทบเป็นเงินต้น"))
    answer = models.CharField(_("ผล"), max_length=10, choices=Answer)
    agreed_by = models.CharField(_("ผู้ตกลงแทนกองทุน"), max_length=200, blank=True)
    paper = models.CharField(_("เอกสารที่ตกลง"), max_length=100, blank=True)
    paper_on = models.DateField(_("เอกสารลงวันที่"), null=True, blank=True)
    reason = models.CharField(_("เหตุผล"), max_length=300, blank=True)
    last_entry = models.ForeignKey(
        JournalEntry,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("รายการบัญชีหนี้ล่าสุดเมื่อเจรจา"),
    )
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ข้อเสนอของกองทุน")
        verbose_name_plural = verbose_name
        ordering = ["round", "loan"]
        constraints = [
            models.UniqueConstraint(name="offer_once_a_round_and_loan", fields=["round", "loan"]),
            models.CheckConstraint(
                name="offer_answer_is_known",
                condition=Q(answer__in=["proposed", "agreed", "refused"]),
            ),
            models.CheckConstraint(
                name="offer_money_not_negative",
                condition=between(0, "capitalised", *(f"waived_{one}" for one in COMPONENTS)),
            ),
            # ป.พ.พ. ๓๔๐ and ๖๕๕: neither a waiver nor interest on interest without a writing.
            models.CheckConstraint(
                name="offer_agreed_on_paper",
                condition=~Q(answer="agreed")
                | Q(
                    capitalised=0,
                    waived_principal=0,
                    waived_interest_over_year=0,
                    waived_interest_under_year=0,
                    waived_penalty=0,
                    waived_fee=0,
                )
                | (~Q(agreed_by="") & ~Q(paper="") & Q(paper_on__isnull=False)),
            ),
        ]
        triggers = [
            *append_only("offer_append_only"),
            headed("offer_chained"),
            checked(
                "offer_never_more_than_is_owed",
                unless=f"""
                    EXISTS (SELECT 1 FROM debts_loan l
                              JOIN consolidation_case c ON c.household_id = l.household_id
                              JOIN consolidation_negotiationround r ON r.case_id = c.id
                             WHERE l.id = NEW.loan_id AND r.id = NEW.round_id
                               AND {_WITHIN_THE_LOAN}
                               AND NEW.capitalised + NEW.waived_interest_over_year
                                   <= l.interest_over_year
                               AND NEW.last_entry_id IS NOT DISTINCT FROM (
                                   SELECT max(e.id) FROM debts_journalentry e
                                    WHERE e.loan_id = l.id))
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan}: {self.get_answer_display()}"

    @property
    def waived(self) -> dict[str, Decimal]:
        """Baht waived, by component of the loan."""
        return {one: getattr(self, f"waived_{one}") for one in COMPONENTS}

    @property
    def waived_in_all(self) -> Decimal:
        return sum(self.waived.values(), Decimal(0))
