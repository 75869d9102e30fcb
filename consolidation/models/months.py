"""Months that a fund has closed."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consolidation.models.periods import PERIOD_IS_OPEN
from fundinst.guards import append_only, checked
from fundinst.history import Chained
from members.models import Fund, User
from members.models.chains import headed
from members.scope import ScopedQuerySet

MONTH_IS_OPEN = """
    NOT coalesce((SELECT m.is_closed FROM consolidation_monthclosing m
                   WHERE m.fund_id = {fund} AND m.month = date_trunc('month', {day})::date
                   ORDER BY m.id DESC LIMIT 1), FALSE)
    AND coalesce(date_trunc('month', {day})::date >= (
                     SELECT min(m.month) FROM consolidation_monthclosing m
                      WHERE m.fund_id = {fund}), TRUE)
    AND """ + PERIOD_IS_OPEN.format(
    day="{day}", institution="(SELECT institution_id FROM members_fund WHERE id = {fund})"
)
"""SQL: neither has the fund closed that day's month nor its province the period; what lies before
the first month that was ever closed is closed with it (``consolidation/books.py``)."""


def months_are_open(*funds: str, day: str) -> str:
    """SQL: none of these funds (each in SQL) has closed that day's month."""
    return " AND ".join(f"({MONTH_IS_OPEN.format(fund=fund, day=day)})" for fund in funds)


class MonthClosing(Chained):
    """That a fund's month was closed, or opened again (ปิดบัญชีประจำเดือน). The last row counts.

    ``month`` is its first day. A closed month takes no further receipt: a late paper is booked in
    the open month and keeps its own date. Opening again takes the district's reason.
    """

    institution_path = "fund__institution"
    chained_by = ("fund_id",)

    fund = models.ForeignKey(
        Fund, models.PROTECT, related_name="month_closings", verbose_name=_("กองทุน")
    )
    month = models.DateField(_("เดือน"))
    is_closed = models.BooleanField(_("ปิดแล้ว"), default=True)
    reason = models.CharField(_("เหตุผล"), max_length=300, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ปิดหรือเปิด"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("การปิดบัญชีประจำเดือน")
        verbose_name_plural = verbose_name
        ordering = ["fund", "id"]
        constraints = [
            models.CheckConstraint(name="month_begins_on_its_first", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="month_opened_again_with_a_reason",
                condition=Q(is_closed=True) | ~Q(reason=""),
            ),
        ]
        triggers = [
            *append_only("month_closing_append_only"),
            headed("month_closing_chained"),
            checked(
                "month_closed_or_opened_in_turn",
                unless="""
                    NEW.is_closed <> coalesce((
                        SELECT m.is_closed FROM consolidation_monthclosing m
                         WHERE m.fund_id = NEW.fund_id AND m.month = NEW.month
                         ORDER BY m.id DESC LIMIT 1), FALSE)
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.month:%m/%Y}"
