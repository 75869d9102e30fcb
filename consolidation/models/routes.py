"""What the contract waits for: the legal route, the signed papers, the fund that shall hold it."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consolidation.models.cases import Case
from debts.models import Guarantor, JournalEntry, Loan
from fundinst.guards import append_only, checked, never_deleted, stands
from fundinst.history import Chained, tracked
from members.models import Fund, User
from members.models.chains import headed
from members.scope import ScopedQuerySet


class RouteChoice(Chained):
    """By which legal route the old loans become the one contract (วิธีทางกฎหมาย). The last counts.

    It decides the papers, the notices and what becomes of the old guarantors
    (``consolidation/routes.py``).
    """

    class Route(models.TextChoices):
        NOVATION = "novation", _("แปลงหนี้ใหม่")
        TRANSFER = "transfer", _("โอนสิทธิเรียกร้อง")
        EASING = "easing", _("ผ่อนผันโดยหนี้เดิมไม่ระงับ")

    institution_path = "case__household__institution"
    chained_by = ("case_id",)

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="routes", verbose_name=_("เรื่องของครัวเรือน")
    )
    route = models.CharField(_("วิธีทางกฎหมาย"), max_length=10, choices=Route)
    reason = models.CharField(_("เหตุผล"), max_length=300, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้เลือก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("วิธีทางกฎหมาย")
        verbose_name_plural = verbose_name
        ordering = ["case", "id"]
        constraints = [
            models.CheckConstraint(
                name="route_is_known",
                condition=Q(route__in=["novation", "transfer", "easing"]),
            )
        ]
        triggers = [
            *append_only("route_append_only"),
            headed("route_chained"),
            checked(
                "route_chosen_before_the_contract",
                unless="""
                    NOT EXISTS (SELECT 1 FROM consolidation_contract c
                                 WHERE c.case_id = NEW.case_id AND c.status <> 'cancelled')
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return self.get_route_display()


@tracked()
class DecidingPaper(models.Model):
    """A signed paper that the contract waits for (เอกสารประกอบการปรับโครงสร้างหนี้).

    Of a loan, of one of its guarantors, or of the whole case. One that turns out wrong is
    cancelled, with the reason, and stays. ``last_entry`` is the last entry of the loan's journal
    when a certified balance or a deed was recorded: of what came later it says nothing.
    """

    class Kind(models.TextChoices):
        BALANCE = "balance", _("หนังสือรับรองยอดของกองทุนเดิม")
        AGREEMENT = "agreement", _("บันทึกข้อตกลงปรับโครงสร้างหนี้")
        DEED = "deed", _("หนังสือโอนสิทธิเรียกร้อง")
        NOTICE = "notice", _("หนังสือบอกกล่าวหรือความยินยอมของลูกหนี้")
        CONSENT = "consent", _("ความยินยอมของผู้ค้ำประกันเดิม")
        RELEASE = "release", _("หนังสือปลดผู้ค้ำประกันเดิม")
        TOLD = "told", _("หนังสือแจ้งผู้ค้ำประกันเรื่องลดหนี้")

    institution_path = "case__household__institution"

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="papers", verbose_name=_("เรื่องของครัวเรือน")
    )
    kind = models.CharField(_("ชนิดเอกสาร"), max_length=10, choices=Kind)
    loan = models.ForeignKey(
        Loan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name=_("เงินกู้"),
    )
    guarantor = models.ForeignKey(
        Guarantor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name=_("ผู้ค้ำประกัน"),
    )
    number = models.CharField(_("เลขที่เอกสาร"), max_length=50, blank=True)
    signed_on = models.DateField(_("ลงวันที่"))
    signed_by = models.CharField(_("ผู้ลงชื่อ"), max_length=200)
    last_entry = models.ForeignKey(
        JournalEntry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("รายการบัญชีหนี้ล่าสุดเมื่อบันทึก"),
    )
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())
    cancelled_on = models.DateField(_("ยกเลิกเมื่อ"), null=True, blank=True)
    cancelled_because = models.CharField(_("เหตุที่ยกเลิก"), max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("เอกสารประกอบการปรับโครงสร้างหนี้")
        verbose_name_plural = verbose_name
        ordering = ["case", "id"]
        constraints = [
            models.CheckConstraint(
                name="paper_kind_is_known",
                condition=Q(
                    kind__in=[
                        "balance",
                        "agreement",
                        "deed",
                        "notice",
                        "consent",
                        "release",
                        "told",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="paper_is_of_a_loan_or_guarantor",
                condition=Q(kind__in=["balance", "deed"], loan__isnull=False)
                | Q(kind__in=["consent", "release", "told"], guarantor__isnull=False)
                | Q(kind__in=["agreement", "notice"], guarantor__isnull=True),
            ),
            models.CheckConstraint(name="paper_signed_by_somebody", condition=~Q(signed_by="")),
            models.CheckConstraint(
                name="paper_cancelled_with_a_reason",
                condition=Q(cancelled_on__isnull=True, cancelled_because="")
                | (Q(cancelled_on__isnull=False) & ~Q(cancelled_because="")),
            ),
        ]
        triggers = [
            *never_deleted("paper_never_deleted"),
            stands("paper_stands", but=["cancelled_on", "cancelled_because"]),
            checked(
                "paper_cancelled_once",
                unless="""
                    OLD.cancelled_on IS NULL OR
                    (NEW.cancelled_on, NEW.cancelled_because) =
                    (OLD.cancelled_on, OLD.cancelled_because)
                """,
                operation=pgtrigger.Update,
            ),
            checked(
                "paper_of_its_households_loan",
                unless="""
                    (NEW.loan_id IS NULL OR EXISTS (
                        SELECT 1 FROM debts_loan l
                          JOIN consolidation_case c ON c.household_id = l.household_id
                         WHERE l.id = NEW.loan_id AND c.id = NEW.case_id))
                    AND (NEW.guarantor_id IS NULL OR EXISTS (
                        SELECT 1 FROM debts_guarantor g
                          JOIN debts_loan l ON l.id = g.loan_id
                          JOIN consolidation_case c ON c.household_id = l.household_id
                         WHERE g.id = NEW.guarantor_id AND c.id = NEW.case_id))
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "paper_on_its_balance",
                unless="""
                    NEW.last_entry_id IS NOT DISTINCT FROM (
                        SELECT max(e.id) FROM debts_journalentry e
                         WHERE e.loan_id = NEW.loan_id AND NEW.kind IN ('balance', 'deed'))
                """,
                operation=pgtrigger.Insert,
            ),
            # What the contract rests on stays; what is only due after it may turn out wrong.
            checked(
                "paper_of_the_contract_stays",
                unless="""
                    NEW.cancelled_on IS NULL OR NEW.kind = 'told'
                    OR (NEW.kind IN ('consent', 'release') AND 'easing' IS DISTINCT FROM (
                            SELECT r.route FROM consolidation_routechoice r
                             WHERE r.case_id = NEW.case_id ORDER BY r.id DESC LIMIT 1))
                    OR NOT EXISTS (SELECT 1 FROM consolidation_contract c
                                    WHERE c.case_id = NEW.case_id AND c.status <> 'cancelled')
                """,
                operation=pgtrigger.UpdateOf("cancelled_on"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()


class HolderChoice(Chained):
    """Which fund shall hold the contract, and why (เลือกกองทุนที่ถือสัญญา). The last counts.

    ``goal`` is what the choice was measured by; another fund than the one it points at takes a
    reason.
    """

    class Goal(models.TextChoices):
        LEAST_GROSS = "least_gross", _("เงินโอนระหว่างกองทุนน้อยที่สุด")
        LEAST_NET = "least_net", _("เงินที่ต้องโอนจริงหลังหักล้างทั้งหมู่บ้านน้อยที่สุด")
        CHEAPEST = "cheapest", _("ครัวเรือนเสียดอกเบี้ยน้อยที่สุด")

    institution_path = "case__household__institution"
    chained_by = ("case_id",)

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="holder_choices", verbose_name=_("เรื่องของครัวเรือน")
    )
    goal = models.CharField(_("เป้าหมาย"), max_length=20, choices=Goal)
    suggested = models.ForeignKey(
        Fund, models.PROTECT, related_name="+", verbose_name=_("กองทุนที่ระบบเสนอ")
    )
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="+", verbose_name=_("กองทุนที่เลือก"))
    reason = models.CharField(_("เหตุผล"), max_length=300, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้เลือก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("การเลือกกองทุนที่ถือสัญญา")
        verbose_name_plural = verbose_name
        ordering = ["case", "id"]
        constraints = [
            models.CheckConstraint(
                name="holder_goal_is_known",
                condition=Q(goal__in=["least_gross", "least_net", "cheapest"]),
            ),
            models.CheckConstraint(
                name="holder_overruled_with_a_reason",
                condition=Q(fund=models.F("suggested")) | ~Q(reason=""),
            ),
        ]
        triggers = [
            *append_only("holder_choice_append_only"),
            headed("holder_choice_chained"),
            checked(
                "holder_choice_within_its_institution",
                unless="""
                    2 = (SELECT count(*) FROM (VALUES (NEW.fund_id), (NEW.suggested_id)) AS v (id)
                           JOIN members_fund f ON f.id = v.id
                           JOIN members_household h ON h.institution_id = f.institution_id
                           JOIN consolidation_case c ON c.household_id = h.id
                          WHERE c.id = NEW.case_id)
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    @property
    def because(self) -> str:
        """The committee's own reason, else what the goal says."""
        return self.reason or self.get_goal_display()

    def __str__(self) -> str:
        return f"{self.fund} ({self.get_goal_display()})"
