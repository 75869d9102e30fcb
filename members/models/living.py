"""What a household earns and needs over the year, and the village's figures of official surveys."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fundinst.fields import MOST_BAHT
from fundinst.history import tracked
from members.models.households import Household
from members.models.institutions import Institution
from members.scope import ScopedQuerySet


def _months() -> ArrayField:
    """The months of the year (1 to 12) in which the amount comes in or goes out."""
    month = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    return ArrayField(month, verbose_name=_("เดือน"))


def _of_real_months(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(months__contained_by=[*range(1, 13)], months__len__range=(1, 12)),
    )


def _of_money(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(amount__gt=0, amount__lte=MOST_BAHT))


@tracked()
class Income(models.Model):
    """What a household earns by season (รายได้ตามฤดูกาล): so much in each of these months."""

    institution_path = "household__institution"

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="incomes", verbose_name=_("ครัวเรือน")
    )
    source = models.CharField(_("รายได้จาก"), max_length=100)
    amount = models.DecimalField(_("บาทต่อเดือน"), max_digits=14, decimal_places=2)
    months = _months()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("รายได้")
        verbose_name_plural = verbose_name
        ordering = ["household", "id"]
        constraints = [_of_money("income_is_money"), _of_real_months("income_in_real_months")]

    def __str__(self) -> str:
        return self.source


@tracked()
class Expense(models.Model):
    """What a household needs to live (ค่าใช้จ่ายในครัวเรือน): so much in each of these months."""

    institution_path = "household__institution"

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="expenses", verbose_name=_("ครัวเรือน")
    )
    purpose = models.CharField(_("ใช้จ่ายเรื่อง"), max_length=100)
    amount = models.DecimalField(_("บาทต่อเดือน"), max_digits=14, decimal_places=2)
    months = _months()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ค่าใช้จ่าย")
        verbose_name_plural = verbose_name
        ordering = ["household", "id"]
        constraints = [_of_money("expense_is_money"), _of_real_months("expense_in_real_months")]

    def __str__(self) -> str:
        return self.purpose


@tracked()
class VillageFigure(models.Model):
    """A figure of the village from an official survey (ข้อมูลหมู่บ้าน), with its year.

    Taken over as a number with its source; never a copy of the survey.
    """

    class Survey(models.TextChoices):
        JPT = "jpt", _("จปฐ.")
        KCC2K = "kcc2k", _("กชช. 2ค")
        OTHER = "other", _("อื่น ๆ")

    institution_path = "institution"

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="village_figures", verbose_name=_("สถาบัน")
    )
    survey = models.CharField(_("แหล่งข้อมูล"), max_length=10, choices=Survey)
    year = models.PositiveSmallIntegerField(_("ปี พ.ศ."))
    name = models.CharField(_("เรื่อง"), max_length=200)
    value = models.DecimalField(_("ตัวเลข"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("หน่วย"), max_length=50, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ข้อมูลหมู่บ้าน")
        verbose_name_plural = verbose_name
        ordering = ["institution", "-year", "survey", "id"]
        constraints = [
            models.UniqueConstraint(
                name="village_figure_once_a_year",
                fields=["institution", "survey", "year", "name"],
            ),
            models.CheckConstraint(
                name="village_figure_survey_is_known",
                condition=Q(survey__in=["jpt", "kcc2k", "other"]),
            ),
            models.CheckConstraint(
                name="village_figure_year_is_buddhist", condition=Q(year__range=(2500, 2700))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"
