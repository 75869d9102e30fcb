"""Files that a worker made, kept some days for who asked; and what was rendered for them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fundinst.guards import stands
from members.models import Area, Institution, Job
from members.scope import ScopedQuerySet


def of_one_place(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(institution__isnull=False, area__isnull=True)
        | Q(institution__isnull=True, area__isnull=False),
    )


class MadeFile(models.Model):
    """A report's file that a job made (แฟ้มที่ทำไว้), in pieces; it can be made again, and goes.

    It is of an ``institution``, or of an ``area`` over many. ``kind`` names the report, ``on`` the
    day it is of and ``known`` until when its figures were written down. ``rows`` says how many rows
    it has of each institution (by pk), for who takes it out.
    """

    institution_path = "institution"
    area_path = "area"

    job = models.ForeignKey(Job, models.PROTECT, related_name="files", verbose_name=_("งาน"))
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("สถาบัน"),
    )
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("เขต")
    )
    kind = models.CharField(_("รายงาน"), max_length=50)
    on = models.DateField(_("ข้อมูล ณ วันที่"))
    known = models.DateField(_("ตามที่บันทึกถึง"))
    file_format = models.CharField(_("ชนิดแฟ้ม"), max_length=5)
    file_name = models.CharField(_("ชื่อแฟ้ม"), max_length=200)
    size = models.PositiveBigIntegerField(_("ขนาด (ไบต์)"))
    pages = models.PositiveIntegerField(_("จำนวนหน้า"), default=0)
    rows = models.JSONField(_("จำนวนแถว"), default=dict)
    made_at = models.DateTimeField(_("ทำเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("แฟ้มที่ทำไว้")
        verbose_name_plural = verbose_name
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(name="made_file_once_a_job", fields=["job", "file_format"]),
            models.CheckConstraint(
                name="made_file_format_is_known",
                condition=Q(file_format__in=["pdf", "xlsx", "csv"]),
            ),
            of_one_place("made_file_of_one_place"),
        ]
        triggers = [stands("made_file_stands", but=[])]

    def __str__(self) -> str:
        return self.file_name


class MadeFilePiece(models.Model):
    """A piece of a made file (ส่วนของแฟ้มที่ทำไว้): no reader needs to hold the whole."""

    institution_path = "file__institution"
    area_path = "file__area"

    file = models.ForeignKey(
        MadeFile, models.PROTECT, related_name="pieces", verbose_name=_("แฟ้มที่ทำไว้")
    )
    position = models.PositiveIntegerField(_("ลำดับที่"))
    content = models.BinaryField(_("เนื้อแฟ้ม"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ส่วนของแฟ้มที่ทำไว้")
        verbose_name_plural = verbose_name
        ordering = ["file", "position"]
        constraints = [
            models.UniqueConstraint(name="made_piece_once", fields=["file", "position"]),
        ]
        triggers = [stands("made_piece_stands", but=[])]

    def __str__(self) -> str:
        return f"{self.file} {self.position}"


class RenderedSection(models.Model):
    """A part of a report as it was drawn (ส่วนของรายงานที่วาดไว้), to be drawn once.

    ``digest`` is that of what it was drawn from; the same again is taken from here. It is of an
    ``institution``, or of an ``area`` over many, and goes when nobody has used it for a while.
    """

    institution_path = "institution"
    area_path = "area"

    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("สถาบัน"),
    )
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("เขต")
    )
    digest = models.CharField(_("ลายนิ้วมือ"), max_length=64, unique=True)
    content = models.BinaryField(_("ส่วนของรายงาน"))
    used_on = models.DateField(_("ใช้ล่าสุด"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ส่วนของรายงานที่วาดไว้")
        verbose_name_plural = verbose_name
        ordering = ["-id"]
        constraints = [of_one_place("rendered_of_one_place")]
        triggers = [stands("rendered_stands", but=["used_on"])]

    def __str__(self) -> str:
        return self.digest
