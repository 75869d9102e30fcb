"""Classes of debtors: the dated scheme of an institution, and what class a household was given."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from debts.models.loans import Loan
from fundinst.guards import append_only, stands
from fundinst.history import Chained, tracked
from members.models import Household, Institution, User
from members.models.chains import headed
from members.scope import ScopedQuerySet


@tracked()
class ClassScheme(models.Model):
    """How an institution classes its debtors from a day on (วิธีจัดประเภทลูกหนี้).

    ``definition`` is what ``debts/schemes.py`` reads; a version stands as it was written, a change
    is a further version. Without one the shipped scheme holds.
    """

    institution_path = "institution"

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="class_schemes", verbose_name=_("สถาบัน")
    )
    effective_on = models.DateField(_("ใช้ตั้งแต่"))
    definition = models.JSONField(_("เนื้อหา"))
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้เขียน"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("วิธีจัดประเภทลูกหนี้")
        verbose_name_plural = verbose_name
        ordering = ["institution", "-effective_on"]
        constraints = [
            models.UniqueConstraint(
                name="class_scheme_once_a_day", fields=["institution", "effective_on"]
            )
        ]
        triggers = [stands("class_scheme_stands", but=[])]

    def __str__(self) -> str:
        return f"{self.institution} ตั้งแต่ {self.effective_on}"


class Classification(Chained):
    """The class a household was given on a day (การจัดประเภทลูกหนี้). Written once.

    ``overdue_class`` was computed from its worst loan, ``judged_class`` follows from what the
    committee judged. The names are kept as the scheme had them on the day.
    """

    class Ability(models.TextChoices):
        ABLE = "able", _("มีความสามารถ")
        LIMITED = "limited", _("มีจำกัด")
        UNABLE = "unable", _("ไม่มีความสามารถ")

    class Willingness(models.TextChoices):
        WILLING = "willing", _("ตั้งใจชำระ")
        UNSURE = "unsure", _("ไม่แน่ใจ")
        UNWILLING = "unwilling", _("ไม่ตั้งใจชำระ")

    institution_path = "household__institution"
    chained_by = ("household_id",)

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="classifications", verbose_name=_("ครัวเรือน")
    )
    scheme = models.ForeignKey(
        ClassScheme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("วิธีจัดประเภทลูกหนี้"),
    )
    on = models.DateField(_("ณ วันที่"))
    overdue_class = models.CharField(_("รหัสประเภทตามการค้าง"), max_length=30, blank=True)
    overdue_name = models.CharField(_("ประเภทตามการค้าง"), max_length=100, blank=True)
    days_overdue = models.PositiveIntegerField(_("ค้างกี่วัน"), null=True, blank=True)
    missed_due_dates = models.PositiveSmallIntegerField(_("เลยกำหนดกี่ครั้ง"), null=True, blank=True)
    worst_loan = models.ForeignKey(
        Loan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("สัญญาที่ค้างหนักสุด"),
    )
    ability = models.CharField(_("ความสามารถ"), max_length=10, choices=Ability)
    willingness = models.CharField(_("ความตั้งใจ"), max_length=10, choices=Willingness)
    judged_class = models.CharField(_("รหัสผลการจัดประเภท"), max_length=30)
    judged_name = models.CharField(_("ผลการจัดประเภท"), max_length=100)
    reason = models.CharField(_("เหตุผล"), max_length=300)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้จัดประเภท"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())
    withdraws = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawn_by",
        verbose_name=_("ถอนการจัดประเภทที่"),
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("การจัดประเภทลูกหนี้")
        verbose_name_plural = verbose_name
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                name="classification_ability_is_known",
                condition=Q(ability__in=["able", "limited", "unable"]),
            ),
            models.CheckConstraint(
                name="classification_willingness_is_known",
                condition=Q(willingness__in=["willing", "unsure", "unwilling"]),
            ),
            models.CheckConstraint(name="classification_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="classification_withdraws_another",
                condition=Q(withdraws__isnull=True) | ~Q(withdraws=F("id")),
            ),
        ]
        triggers = [
            *append_only("classification_append_only"),
            headed("classification_chained"),
        ]

    def __str__(self) -> str:
        return f"{self.judged_name} ({self.overdue_name})"
