"""The case: one household's road from chosen to cleared, and every step of it."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fundinst.guards import append_only, checked, never_deleted, refuse, stands
from fundinst.history import Chained, tracked
from members.models import Household, User
from members.models.chains import headed
from members.scope import ScopedQuerySet


class CaseQuerySet(ScopedQuerySet):
    def open(self) -> "CaseQuerySet":
        return self.filter(closed_on__isnull=True)


@tracked()
class Case(models.Model):
    """A household's case (เรื่องของครัวเรือน). Its status is that of its last transition."""

    class Status(models.TextChoices):
        SURVEYED = "surveyed", _("สำรวจแล้ว")
        CLASSIFIED = "classified", _("จัดประเภทแล้ว")
        SELECTED = "selected", _("คัดเลือกเป็นเป้าหมาย")
        SUBMITTED = "submitted", _("รออำเภอตรวจ")
        RETURNED = "returned", _("ส่งกลับแก้ไข")
        APPROVED = "approved", _("ผ่านการตรวจ")
        NEGOTIATING = "negotiating", _("อยู่ระหว่างเจรจา")
        AGREED = "agreed", _("ตกลงแล้ว")
        FAILED = "failed", _("ตกลงไม่ได้")
        CONTRACTED = "contracted", _("ทำสัญญาเดียวแล้ว")
        REPAYING = "repaying", _("ปฏิบัติตามแผน")
        REDUCED = "reduced", _("ลดหนี้")
        DEFAULTED = "defaulted", _("ผิดนัด")
        CLEARED = "cleared", _("ปลดหนี้")
        WITHDRAWN = "withdrawn", _("ถอนตัว")
        MOVED = "moved", _("ย้ายออก")
        DECEASED = "deceased", _("เสียชีวิต")

    ENDS = (Status.CLEARED, Status.WITHDRAWN, Status.MOVED, Status.DECEASED)

    institution_path = "household__institution"

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="cases", verbose_name=_("ครัวเรือน")
    )
    status = models.CharField(_("สถานะ"), max_length=20, choices=Status)
    opened_on = models.DateField(_("เริ่มเมื่อ"))
    closed_on = models.DateField(_("สิ้นสุดเมื่อ"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("เรื่องของครัวเรือน")
        verbose_name_plural = verbose_name
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="household_one_open_case",
                fields=["household"],
                condition=Q(closed_on__isnull=True),
            ),
            models.CheckConstraint(
                name="status_is_known",
                condition=Q(
                    status__in=[
                        "surveyed",
                        "classified",
                        "selected",
                        "submitted",
                        "returned",
                        "approved",
                        "negotiating",
                        "agreed",
                        "failed",
                        "contracted",
                        "repaying",
                        "reduced",
                        "defaulted",
                        "cleared",
                        "withdrawn",
                        "moved",
                        "deceased",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="closed_has_a_date",
                condition=Q(
                    status__in=["cleared", "withdrawn", "moved", "deceased"],
                    closed_on__isnull=False,
                )
                | (
                    ~Q(status__in=["cleared", "withdrawn", "moved", "deceased"])
                    & Q(closed_on__isnull=True)
                ),
            ),
        ]
        triggers = [
            *never_deleted("case_never_deleted"),
            stands("case_stands", but=["status", "closed_on"]),
            # The transition's own trigger writes the status, one level deeper.
            checked(
                "case_status_comes_from_transitions",
                unless="""
                    pg_trigger_depth() > 1 OR
                    (NEW.status, NEW.closed_on) IS NOT DISTINCT FROM (OLD.status, OLD.closed_on)
                """,
                operation=pgtrigger.Update,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household}: {self.get_status_display()}"


S = Case.Status
_LEAVING = frozenset({S.WITHDRAWN, S.MOVED, S.DECEASED})
_REOPENED = frozenset({S.RETURNED, S.SUBMITTED})
"""An approval ends: the committee corrects what was approved, or the district withdraws it."""

ROAD: dict[str, frozenset[str]] = {
    S.SURVEYED: frozenset({S.CLASSIFIED, S.SELECTED}),
    S.CLASSIFIED: frozenset({S.SELECTED}),
    # The district's review stands between; what was agreed on paper before is contracted without.
    S.SELECTED: frozenset({S.SUBMITTED, S.NEGOTIATING}) | _LEAVING,
    S.SUBMITTED: frozenset({S.APPROVED, S.RETURNED}),
    S.RETURNED: frozenset({S.SUBMITTED}) | _LEAVING,
    S.APPROVED: frozenset({S.NEGOTIATING}) | _REOPENED | _LEAVING,
    S.NEGOTIATING: frozenset({S.AGREED, S.FAILED}) | _REOPENED | _LEAVING,
    S.FAILED: frozenset({S.NEGOTIATING, S.WITHDRAWN}),
    S.AGREED: frozenset({S.CONTRACTED, S.NEGOTIATING}) | _REOPENED | _LEAVING,
    S.CONTRACTED: frozenset({S.REPAYING, S.DEFAULTED}),
    S.REPAYING: frozenset({S.REDUCED, S.CLEARED, S.DEFAULTED}),
    S.REDUCED: frozenset({S.CLEARED, S.DEFAULTED}),
    S.DEFAULTED: frozenset({S.NEGOTIATING, S.REPAYING, S.CLEARED}),
}
"""Which step may follow which."""

BACK_FROM_CONTRACT = (S.SELECTED, S.APPROVED, S.NEGOTIATING, S.AGREED, S.WITHDRAWN)
"""Where an undone merge leaves the case: where it was, or nowhere if the merge itself opened it."""

_STEPS = ", ".join(
    [f"('{start}', '{end}')" for start, ends in ROAD.items() for end in sorted(ends)]
    + [f"('contracted', '{end}')" for end in BACK_FROM_CONTRACT]
    + ["('repaying', 'contracted')"]  # its only receipts were taken back
    + ["('reduced', 'repaying')"]  # what had made the debt smaller was
    + ["('defaulted', 'contracted')"]  # called a default by mistake, before any receipt
    + ["('cleared', 'repaying')"]  # what had paid the contract off didn't come in
    + ["('', 'surveyed')", "('', 'selected')"]
)

_APPROVED = "'approved', 'negotiating', 'agreed'"
"""SQL: where a case stands on the district's approval."""

_LAST_WORD = """
    SELECT 1 FROM (SELECT s.id AS submission, r.*
                     FROM consolidation_submission s
                     LEFT JOIN consolidation_review r ON r.submission_id = s.id
                    WHERE s.case_id = NEW.case_id
                    ORDER BY s.version DESC, r.id DESC LIMIT 1) last"""
"""SQL: the last version that was sent, with the last that was decided of it (or nothing)."""

_NOT_OF_A_REVIEW = f"""
    NOT (NEW.to_status IN ('approved', 'returned')
         OR (NEW.to_status = 'submitted' AND NEW.from_status IN ({_APPROVED})))"""

_OUTCOME_OF_STEP = """
    CASE NEW.to_status WHEN 'approved' THEN 'approved' WHEN 'submitted' THEN 'withdrawn'
                       WHEN 'returned' THEN 'correction' END,
    CASE WHEN NEW.from_status = 'submitted' AND NEW.to_status = 'returned' THEN 'returned' END"""
"""SQL: after which decision the step may be taken."""

_OFFICE_OF_REVIEWER = """
    consolidation_case k
      JOIN members_household h ON h.id = k.household_id
      JOIN members_institution i ON i.id = h.institution_id
      JOIN members_office o ON o.started_on <= NEW.on
                           AND (o.ended_on IS NULL OR o.ended_on >= NEW.on)
     WHERE k.id = NEW.case_id AND o.user_id = NEW.actor_id
       AND CASE last.outcome WHEN 'correction' THEN o.institution_id = i.id
           ELSE o.role = 'district' AND starts_with(i.subdistrict_id, o.area_id) END"""
"""SQL: the district's officer decides, of its own district; the committee corrects its own."""

_REVIEWED_OR_SAID_WHY = f"""
    NEW.to_status <> 'contracted' OR NEW.from_status IN ('repaying', 'defaulted')
    OR NEW.reason <> ''
    OR EXISTS (SELECT 1 FROM consolidation_case k
                 JOIN members_household h ON h.id = k.household_id
                 JOIN members_institution i ON i.id = h.institution_id
                WHERE k.id = NEW.case_id AND i.is_practice)
    OR EXISTS ({_LAST_WORD} WHERE last.outcome = 'approved')"""
"""SQL: the district let it pass, or it is written why it goes before (``unreviewed.py``)."""

_REOPENED_CONTRACT = """
    NEW.from_status <> 'cleared' OR EXISTS (
        SELECT 1 FROM consolidation_contractreopening r
          JOIN consolidation_contract c ON c.id = r.contract_id
         WHERE c.case_id = NEW.case_id AND members_is_being_written(r.xmin))"""
"""SQL: who was cleared owes again only because a payment didn't come in."""


class Transition(Chained):
    """One step of a case: from, to, when, by whom, why, on which paper. Written once."""

    institution_path = "case__household__institution"
    chained_by = ("case_id",)

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="transitions", verbose_name=_("เรื่องของครัวเรือน")
    )
    from_status = models.CharField(_("จากสถานะ"), max_length=20, choices=Case.Status, blank=True)
    to_status = models.CharField(_("เป็นสถานะ"), max_length=20, choices=Case.Status)
    on = models.DateField(_("วันที่มีผล"))
    reason = models.CharField(_("เหตุผล"), max_length=300, blank=True)
    document = models.CharField(_("เอกสารอ้างอิง"), max_length=200, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ทำ"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("การเปลี่ยนสถานะ")
        verbose_name_plural = verbose_name
        ordering = ["id"]
        triggers = [
            *append_only("transition_append_only"),
            headed("transition_chained"),
            checked(
                "transition_is_a_step_of_the_road",
                unless=f"(NEW.from_status, NEW.to_status) IN ({_STEPS})",
                operation=pgtrigger.Insert,
            ),
            checked(
                "transition_waits_with_a_submission",
                unless=f"""
                    NEW.to_status <> 'submitted' OR NEW.from_status IN ({_APPROVED})
                    OR EXISTS ({_LAST_WORD} WHERE last.submission IS NOT NULL AND last.id IS NULL)
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "transition_follows_its_review",
                unless=f"""
                    {_NOT_OF_A_REVIEW} OR EXISTS ({_LAST_WORD}
                     WHERE last.outcome IN ({_OUTCOME_OF_STEP})
                       AND (last.actor_id = NEW.actor_id OR NEW.from_status = 'contracted'))
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "transition_by_who_holds_the_office",
                unless=f"""
                    {_NOT_OF_A_REVIEW} OR NEW.from_status = 'contracted'
                    OR EXISTS ({_LAST_WORD}, {_OFFICE_OF_REVIEWER})
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "transition_to_the_contract_was_reviewed",
                unless=_REVIEWED_OR_SAID_WHY,
                operation=pgtrigger.Insert,
            ),
            checked(
                "transition_from_cleared_by_a_reopening",
                unless=_REOPENED_CONTRACT,
                operation=pgtrigger.Insert,
            ),
            pgtrigger.Trigger(
                name="transition_moves_the_case",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=f"""
                    UPDATE consolidation_case SET
                        status = NEW.to_status,
                        closed_on = CASE
                            WHEN NEW.to_status IN ('cleared', 'withdrawn', 'moved', 'deceased')
                            THEN NEW.on END
                     WHERE id = NEW.case_id
                       AND (status = NEW.from_status
                            OR (NEW.from_status = '' AND status = NEW.to_status
                                AND NOT EXISTS (SELECT 1 FROM consolidation_transition t
                                                 WHERE t.case_id = NEW.case_id
                                                   AND t.id <> NEW.id)));
                    IF NOT FOUND THEN {refuse("transition_starts_where_the_case_is", "NEW.case_id")}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_from_status_display()} → {self.get_to_status_display()}"
