"""Reporting periods that a province has closed for everybody below it."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fundinst.guards import append_only, checked
from fundinst.history import Chained
from members.models import Area, User
from members.models.chains import headed
from members.scope import AreaQuerySet

PERIOD_IS_OPEN = """
    coalesce({day} > (SELECT p.closed_through FROM consolidation_periodclosing p
                        JOIN members_institution i ON left(i.subdistrict_id, 2) = p.area_id
                       WHERE i.id = {institution} AND NOT i.is_practice
                       ORDER BY p.id DESC LIMIT 1), TRUE)
"""
"""SQL: the province of the institution hasn't closed the period that the day lies in."""


class PeriodClosing(Chained):
    """That a province closed its books up to a day, or opened them again (ปิดงวดรายงาน).

    The last row of an ``area`` (a province) counts: nothing may be dated on or before its
    ``closed_through``, the last day of a month; empty, nothing is closed any more. Going back takes
    a reason. Below, reports of the period are certified, returned and replaced no more.
    """

    chained_by = ("area_id",)

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="period_closings", verbose_name=_("จังหวัด")
    )
    closed_through = models.DateField(_("ปิดถึงวันที่"), null=True, blank=True)
    reason = models.CharField(_("เหตุผล"), max_length=300, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ปิดหรือเปิด"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("การปิดงวดรายงาน")
        verbose_name_plural = verbose_name
        ordering = ["area", "id"]
        constraints = [
            models.CheckConstraint(
                name="period_opened_again_with_a_reason",
                condition=Q(closed_through__isnull=False) | ~Q(reason=""),
            ),
        ]
        triggers = [
            *append_only("period_closing_append_only"),
            headed("period_closing_chained"),
            checked(
                "period_closed_to_the_end_of_a_past_month",
                unless="""
                    length(NEW.area_id) = 2
                    AND coalesce(
                        extract(day FROM NEW.closed_through + 1) = 1
                        AND NEW.closed_through < (now() AT TIME ZONE 'Asia/Bangkok')::date, TRUE)
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "period_goes_back_with_a_reason",
                unless="""
                    NEW.reason <> '' OR coalesce(NEW.closed_through > (
                        SELECT p.closed_through FROM consolidation_periodclosing p
                         WHERE p.area_id = NEW.area_id ORDER BY p.id DESC LIMIT 1), TRUE)
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.closed_through or '-'}"
