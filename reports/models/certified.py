"""Reports up the line: certified at a level, frozen as files, made of those of the level below."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fundinst.guards import append_only, checked
from fundinst.history import Chained
from members.models import Area, Institution, User
from members.models.chains import headed
from members.scope import ScopedQuerySet

PERIOD_IS_OPEN = """
    coalesce({report}.as_of > (
        SELECT c.closed_through FROM consolidation_periodclosing c
         WHERE c.area_id = left(coalesce({report}.area_id, (
                   SELECT i.subdistrict_id FROM members_institution i
                    WHERE i.id = {report}.institution_id AND NOT i.is_practice)), 2)
         ORDER BY c.id DESC LIMIT 1), TRUE)
"""
"""SQL: the province hasn't closed the period that the report's day lies in."""


class CertifiedReport(Chained):
    """A level's report as it was certified and sent up (รายงานที่รับรองแล้ว).

    A village's is of its ``institution``, a district's and a province's of its ``area``. ``as_of``
    is the day its figures are of, ``known_at`` until when they were written down; both with the
    code of the present give the same figures again (``members/past.py``). ``number`` counts within
    the place and fiscal year; ``code`` are the twelve figures by which anybody checks the paper.
    ``total`` (baht, the new contracts) is what the public page shows beside them. ``figures`` are
    the report's sums in JSON's own types, ``explanation`` says why they differ from what they
    should agree with. ``certifier`` and ``position`` are in whose name it is certified, ``actor``
    who pressed. The last report of a place and year is the one that counts, unless it was returned.
    In a period that the province closed, the levels below it certify and return no more.
    """

    institution_path = "institution"
    area_path = "area"
    chained_by = ("institution_id", "actor_id")

    class Level(models.TextChoices):
        VILLAGE = "village", _("สถาบัน")
        DISTRICT = "district", _("อำเภอ")
        PROVINCE = "province", _("จังหวัด")

    level = models.CharField(_("ระดับ"), max_length=10, choices=Level)
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="certified_reports",
        verbose_name=_("สถาบัน"),
    )
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="certified_reports",
        verbose_name=_("เขต"),
    )
    fiscal_year = models.PositiveSmallIntegerField(_("ปีงบประมาณ"))
    number = models.PositiveIntegerField(_("เลขที่"))
    as_of = models.DateField(_("ข้อมูล ณ วันที่"))
    known_at = models.DateTimeField(_("ตามที่บันทึกถึง"))
    households = models.PositiveIntegerField(_("ครัวเรือน"))
    total = models.DecimalField(_("วงเงินสัญญาใหม่รวม"), max_digits=18, decimal_places=2)
    figures = models.JSONField(_("ยอดรวม"), default=dict)
    explanation = models.CharField(_("คำชี้แจงผลต่าง"), max_length=1000, blank=True)
    code = models.CharField(_("รหัสตรวจ"), max_length=12, unique=True)
    certifier = models.CharField(_("ผู้รับรอง"), max_length=200)
    position = models.CharField(_("ตำแหน่ง"), max_length=200)
    certified_on = models.DateField(_("รับรองเมื่อ"))
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้กดรับรอง"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("รายงานที่รับรองแล้ว")
        verbose_name_plural = verbose_name
        ordering = ["-id"]
        indexes = [
            models.Index(name="certified_of_a_place", fields=["institution", "fiscal_year"]),
            models.Index(name="certified_of_an_area", fields=["area", "fiscal_year"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="certified_of_one_place",
                condition=Q(level="village", institution__isnull=False, area__isnull=True)
                | Q(
                    level__in=["district", "province"], institution__isnull=True, area__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="certified_figures_are_certain",
                condition=Q(
                    total__gte=0,
                    number__gte=1,
                    as_of__lte=F("certified_on"),
                    known_at__lte=F("recorded_at"),
                    code__regex=r"^[0-9]{12}$",
                )
                & ~Q(certifier="")
                & ~Q(position=""),
            ),
            models.UniqueConstraint(
                name="certified_number_once_a_place_and_year",
                fields=["institution", "area", "fiscal_year", "number"],
                nulls_distinct=False,
            ),
        ]
        triggers = [
            *append_only("certified_append_only"),
            headed("certified_chained"),
            checked(
                "certified_area_fits_its_level",
                unless="""
                    NEW.area_id IS NULL
                    OR length(NEW.area_id) = CASE NEW.level WHEN 'district' THEN 4 ELSE 2 END
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "certified_numbers_without_gap",
                unless="""
                    NEW.number = 1 + (SELECT count(*) FROM reports_certifiedreport r
                                       WHERE (r.institution_id, r.area_id)
                                             IS NOT DISTINCT FROM (NEW.institution_id, NEW.area_id)
                                         AND r.fiscal_year = NEW.fiscal_year)
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "certified_days_do_not_go_back",
                unless="""
                    NOT EXISTS (
                        SELECT 1 FROM (
                            SELECT r.id, r.as_of FROM reports_certifiedreport r
                             WHERE (r.institution_id, r.area_id)
                                   IS NOT DISTINCT FROM (NEW.institution_id, NEW.area_id)
                               AND r.fiscal_year = NEW.fiscal_year
                             ORDER BY r.number DESC LIMIT 1) last
                         WHERE last.as_of > NEW.as_of
                           AND NOT EXISTS (SELECT 1 FROM reports_reportreturn b
                                            WHERE b.report_id = last.id))
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "certified_in_an_open_period",
                unless=f"NEW.level = 'province' OR {PERIOD_IS_OPEN.format(report='NEW')}",
                operation=pgtrigger.Insert,
            ),
            checked(
                "certified_with_its_paper",
                unless="""
                    EXISTS (SELECT 1 FROM reports_reportfile f
                             WHERE f.report_id = NEW.id AND f.file_format = 'pdf')
                """,
                operation=pgtrigger.Insert,
                deferred=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution or self.area} {self.number}/{self.fiscal_year}"

    @property
    def code_in_groups(self) -> str:
        """The code as the paper shows it, in groups of four."""
        return "-".join(self.code[start : start + 4] for start in range(0, 12, 4))


class ReportFile(Chained):
    """A certified report's file, kept as it was (แฟ้มของรายงานที่รับรอง): its bytes and digest."""

    institution_path = "report__institution"
    area_path = "report__area"
    chained_by = ("report_id",)
    recorded_by = "report__recorded_at"

    report = models.ForeignKey(
        CertifiedReport, models.PROTECT, related_name="files", verbose_name=_("รายงาน")
    )
    file_format = models.CharField(_("ชนิดแฟ้ม"), max_length=5)
    file_name = models.CharField(_("ชื่อแฟ้ม"), max_length=200)
    content = models.BinaryField(_("แฟ้ม"))
    sha256 = models.CharField(_("ลายนิ้วมือของแฟ้ม"), max_length=64)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("แฟ้มของรายงาน")
        verbose_name_plural = verbose_name
        ordering = ["report", "id"]
        constraints = [
            models.UniqueConstraint(
                name="report_file_once_a_format", fields=["report", "file_format"]
            ),
            models.CheckConstraint(
                name="report_file_format_is_known",
                condition=Q(file_format__in=["pdf", "xlsx", "csv"]),
            ),
        ]
        triggers = [
            *append_only("report_file_append_only"),
            headed("report_file_chained"),
            checked(
                "report_file_is_what_its_digest_says",
                unless="NEW.sha256 = encode(sha256(NEW.content), 'hex')",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ReportPart(Chained):
    """A lower level's certified report that a higher one was made of (รายงานที่รวมไว้)."""

    institution_path = "whole__institution"
    area_path = "whole__area"
    chained_by = ("whole_id",)
    recorded_by = "whole__recorded_at"

    whole = models.ForeignKey(
        CertifiedReport, models.PROTECT, related_name="parts", verbose_name=_("รายงาน")
    )
    part = models.ForeignKey(
        CertifiedReport, models.PROTECT, related_name="wholes", verbose_name=_("รายงานที่รวมไว้")
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("รายงานที่รวมไว้")
        verbose_name_plural = verbose_name
        ordering = ["whole", "id"]
        constraints = [
            models.UniqueConstraint(name="report_part_once", fields=["whole", "part"]),
        ]
        triggers = [
            *append_only("report_part_append_only"),
            headed("report_part_chained"),
            checked(
                "report_part_lies_below",
                unless="""
                    EXISTS (SELECT 1
                      FROM reports_certifiedreport w, reports_certifiedreport p
                      LEFT JOIN members_institution i ON i.id = p.institution_id
                     WHERE w.id = NEW.whole_id AND p.id = NEW.part_id
                       AND (w.level, p.level)
                           IN (('district', 'village'), ('province', 'district'))
                       AND i.is_practice IS NOT TRUE
                       AND w.fiscal_year = p.fiscal_year AND w.as_of >= p.as_of
                       AND starts_with(coalesce(p.area_id, i.subdistrict_id), w.area_id))
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "report_part_counts",
                unless="""
                    NOT EXISTS (SELECT 1 FROM reports_reportreturn r
                                 WHERE r.report_id = NEW.part_id)
                    AND NOT EXISTS (
                        SELECT 1 FROM reports_certifiedreport p, reports_certifiedreport w,
                                      reports_certifiedreport later
                         WHERE p.id = NEW.part_id AND w.id = NEW.whole_id
                           AND (later.institution_id, later.area_id)
                               IS NOT DISTINCT FROM (p.institution_id, p.area_id)
                           AND later.fiscal_year = p.fiscal_year AND later.number > p.number
                           AND later.as_of <= w.as_of)
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whole} < {self.part}"
