"""Criteria for target households: the institution's dated set, and what was found by asking."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fundinst.guards import append_only, stands
from fundinst.history import Chained, tracked
from members.models import Household, Institution, User
from members.models.chains import headed
from members.scope import ScopedQuerySet


@tracked()
class CriteriaSet(models.Model):
    """By which criteria an institution selects its targets from a day on (เกณฑ์คัดเลือก).

    ``definition`` is what ``consolidation/criteria.py`` reads; a version stands as it was written.
    Without one the shipped criteria hold.
    """

    institution_path = "institution"

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="criteria_sets", verbose_name=_("สถาบัน")
    )
    effective_on = models.DateField(_("ใช้ตั้งแต่"))
    definition = models.JSONField(_("เนื้อหา"))
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้เขียน"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("เกณฑ์คัดเลือก")
        verbose_name_plural = verbose_name
        ordering = ["institution", "-effective_on"]
        constraints = [
            models.UniqueConstraint(
                name="criteria_once_a_day", fields=["institution", "effective_on"]
            )
        ]
        triggers = [stands("criteria_stand", but=[])]

    def __str__(self) -> str:
        return f"{self.institution} ตั้งแต่ {self.effective_on}"


class CriterionAnswer(Chained):
    """What the committee found about a household and a criterion (คำตอบตามเกณฑ์). The last holds."""

    class Answer(models.TextChoices):
        YES = "yes", _("ใช่")
        NO = "no", _("ไม่ใช่")
        UNKNOWN = "unknown", _("ยังไม่ทราบ")

    institution_path = "household__institution"
    chained_by = ("household_id",)

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="criterion_answers", verbose_name=_("ครัวเรือน")
    )
    criterion = models.CharField(_("รหัสเกณฑ์"), max_length=30)
    answer = models.CharField(_("คำตอบ"), max_length=10, choices=Answer)
    reason = models.CharField(_("เหตุผล"), max_length=300, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ตอบ"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("คำตอบตามเกณฑ์")
        verbose_name_plural = verbose_name
        ordering = ["household", "criterion", "id"]
        constraints = [
            models.CheckConstraint(
                name="criterion_answer_is_known",
                condition=Q(answer__in=["yes", "no", "unknown"]),
            )
        ]
        triggers = [
            *append_only("criterion_answer_append_only"),
            headed("criterion_answer_chained"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_answer_display()}"
