"""Reports that the level above sent back."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fundinst.guards import append_only, checked
from fundinst.history import Chained
from members.models import User
from members.models.chains import headed
from members.scope import ScopedQuerySet
from reports.models.certified import PERIOD_IS_OPEN, CertifiedReport


class ReportReturn(Chained):
    """That the level above sent a report back, and why (การส่งรายงานกลับ). It counts no more."""

    institution_path = "report__institution"
    area_path = "report__area"
    chained_by = ("report_id",)

    report = models.OneToOneField(
        CertifiedReport, models.PROTECT, related_name="returned", verbose_name=_("รายงาน")
    )
    remarks = models.CharField(_("เหตุผล"), max_length=1000)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ส่งกลับ"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("การส่งรายงานกลับ")
        verbose_name_plural = verbose_name
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="report_returned_with_remarks", condition=~Q(remarks="")),
        ]
        triggers = [
            *append_only("report_return_append_only"),
            headed("report_return_chained"),
            checked(
                "report_return_not_of_a_part_that_counts",
                unless="""
                    NOT EXISTS (
                        SELECT 1 FROM reports_reportpart p
                         WHERE p.part_id = NEW.report_id
                           AND NOT EXISTS (SELECT 1 FROM reports_reportreturn r
                                            WHERE r.report_id = p.whole_id)
                           AND NOT EXISTS (
                               SELECT 1 FROM reports_certifiedreport later,
                                             reports_certifiedreport whole
                                WHERE whole.id = p.whole_id AND later.area_id = whole.area_id
                                  AND later.fiscal_year = whole.fiscal_year
                                  AND later.number > whole.number))
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "report_return_in_an_open_period",
                unless=f"""
                    NOT EXISTS (
                        SELECT 1 FROM reports_certifiedreport r
                         WHERE r.id = NEW.report_id AND r.level <> 'province'
                           AND NOT {PERIOD_IS_OPEN.format(report="r")})
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.remarks}"
