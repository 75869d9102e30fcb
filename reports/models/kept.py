"""Figures kept for dashboards, so that a page above a village counts nothing but what changed."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models import Area, Institution
from members.scope import ScopedQuerySet


class PlaceFigures(models.Model):
    """The figures of an institution, or their sum over a district or province (ยอดที่นับไว้).

    ``figures`` are ``reports.figures.Figures`` in JSON's own types, and the households by stage
    (``reports.kept_stages``). ``counted_on`` is the day they
    are of: what is late grows by the day alone; of an area it is the oldest of what it sums up, and
    ``institutions`` how many these are. Nothing is decided by these rows: each can be counted anew.
    """

    institution_path = "institution"
    area_path = "area"

    institution = models.OneToOneField(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="kept_figures",
        verbose_name=_("สถาบัน"),
    )
    area = models.OneToOneField(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="kept_figures",
        verbose_name=_("เขต"),
    )
    figures = models.JSONField(_("ยอด"), encoder=DjangoJSONEncoder)
    institutions = models.PositiveIntegerField(_("จำนวนสถาบัน"), default=1)
    counted_on = models.DateField(_("ข้อมูล ณ วันที่"), db_index=True)
    counted_at = models.DateTimeField(_("นับเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ยอดที่นับไว้")
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="kept_figures_of_one_place",
                condition=Q(institution__isnull=False, area__isnull=True)
                | Q(institution__isnull=True, area__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution or self.area}: {self.counted_on}"


class FiguresChanged(models.Model):
    """That something was written which an institution's figures count (ยอดที่ต้องนับใหม่).

    The database adds a row a statement and institution, in the writer's own transaction (the
    migration that makes this table holds the triggers); whoever counts takes away exactly the rows
    it saw. Nothing makes two writers wait for each other.
    """

    institution_path = "institution"

    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        related_name="+",
        # The triggers read the institution themselves; a check of each row would lock it.
        db_constraint=False,
        verbose_name=_("สถาบัน"),
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ยอดที่ต้องนับใหม่")
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return str(self.institution)
