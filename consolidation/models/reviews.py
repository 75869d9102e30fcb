"""Review: what the district made of what it was sent, and what it said of single fields."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consolidation.models.registrations import Submission
from fundinst.guards import append_only, checked, written_with
from fundinst.history import Chained
from members.models import User
from members.models.chains import headed
from members.scope import ScopedQuerySet

ODD_DECISIONS = """
    SELECT k.id FROM consolidation_case k,
           LATERAL (SELECT count(*) FILTER (WHERE r.outcome = 'approved'),
                           count(*) FILTER (WHERE r.outcome IN ('returned', 'correction')),
                           count(*) FILTER (WHERE r.outcome = 'withdrawn')
                      FROM consolidation_review r
                      JOIN consolidation_submission s ON s.id = r.submission_id
                     WHERE s.case_id = k.id) said,
           LATERAL (SELECT count(*) FILTER (WHERE t.from_status = 'submitted'
                                              AND t.to_status = 'approved'),
                           count(*) FILTER (WHERE t.to_status = 'returned'),
                           count(*) FILTER (WHERE t.to_status = 'submitted' AND t.from_status
                                                  IN ('approved', 'negotiating', 'agreed'))
                      FROM consolidation_transition t WHERE t.case_id = k.id) done
     WHERE said IS DISTINCT FROM done"""
"""SQL: cases of which the district's decisions aren't the steps that were taken upon them."""


class Review(Chained):
    """What the district made of a submission (ผลการตรวจ). Written once.

    A return is for mending; a withdrawal takes an approval back; a correction is the committee's
    own wish to mend what was approved. The last one of a submission holds.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("ผ่านการตรวจ")
        RETURNED = "returned", _("ส่งกลับแก้ไข")
        WITHDRAWN = "withdrawn", _("ถอนการผ่าน")
        CORRECTION = "correction", _("ขอแก้ไขหลังผ่าน")

    institution_path = "submission__case__household__institution"
    chained_by = ("submission_id",)

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="reviews", verbose_name=_("ข้อมูลที่ส่งอำเภอ")
    )
    outcome = models.CharField(_("ผล"), max_length=10, choices=Outcome)
    reason = models.CharField(_("เหตุผล"), max_length=500, blank=True)
    step = models.CharField(_("ขั้นที่ต้องแก้"), max_length=20, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ตรวจ"))
    recorded_at = models.DateTimeField(_("เมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ผลการตรวจ")
        verbose_name_plural = verbose_name
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="review_outcome_is_known",
                condition=Q(outcome="approved")
                | (Q(outcome__in=["returned", "withdrawn", "correction"]) & ~Q(reason="")),
            )
        ]
        triggers = [
            *append_only("review_append_only"),
            headed("review_chained"),
            checked(
                "reviewer_is_not_the_submitter",
                unless="""
                    NEW.outcome = 'correction' OR NOT EXISTS (
                        SELECT 1 FROM consolidation_submission s
                          JOIN consolidation_submission sent ON sent.case_id = s.case_id
                         WHERE s.id = NEW.submission_id AND sent.actor_id = NEW.actor_id)
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "review_is_of_the_last_version",
                unless="""NOT EXISTS (
                    SELECT 1 FROM consolidation_submission s
                      JOIN consolidation_submission later
                        ON later.case_id = s.case_id AND later.version > s.version
                     WHERE s.id = NEW.submission_id)""",
                operation=pgtrigger.Insert,
            ),
            checked(
                "review_is_of_a_case_that_waits",
                unless="""EXISTS (
                    SELECT 1 FROM consolidation_submission s
                      JOIN consolidation_case c ON c.id = s.case_id
                     WHERE s.id = NEW.submission_id
                       AND CASE NEW.outcome
                           WHEN 'withdrawn' THEN c.status IN ('approved', 'negotiating', 'agreed')
                           WHEN 'correction' THEN
                               c.status IN ('submitted', 'approved', 'negotiating', 'agreed')
                           ELSE c.status = 'submitted' END)""",
                operation=pgtrigger.Insert,
            ),
            checked(
                "review_takes_its_step",
                unless=f"""NOT EXISTS ({ODD_DECISIONS} AND k.id = (
                    SELECT case_id FROM consolidation_submission WHERE id = NEW.submission_id))""",
                operation=pgtrigger.Insert,
                deferred=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.get_outcome_display()}"


class Remark(Chained):
    """A reviewer's remark on one field of a submission (ข้อสังเกต)."""

    institution_path = "review__submission__case__household__institution"
    chained_by = ("review_id",)
    recorded_by = "review__recorded_at"

    review = models.ForeignKey(
        Review, models.PROTECT, related_name="remarks", verbose_name=_("ผลการตรวจ")
    )
    field = models.CharField(
        _("ช่อง"), max_length=100, help_text=_("ทางไปยังช่องในข้อมูลที่ส่ง เช่น loans.17.principal")
    )
    label = models.CharField(_("ชื่อช่อง"), max_length=200)
    sentence = models.CharField(_("ข้อสังเกต"), max_length=300)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ข้อสังเกต")
        verbose_name_plural = verbose_name
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="remark_once_a_field", fields=["review", "field"]),
            models.CheckConstraint(name="remark_says_something", condition=~Q(sentence="")),
        ]
        triggers = [
            *append_only("remark_append_only"),
            headed("remark_chained"),
            written_with("remark_comes_with_its_review", "consolidation_review", by="review_id"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.sentence}"
