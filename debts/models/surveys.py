"""What the committee types of a household's debts, and the funds' own totals it is held against."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fundinst.fields import MOST_BAHT
from fundinst.history import tracked
from members.models import FundAccount, Household, Institution, User
from members.scope import ScopedQuerySet


class SurveyRow(models.Model):
    """A row of the debtor grid as somebody typed it (แถวสำรวจหนี้).

    ``key`` is made in the browser, so that a row that is sent twice is one row. Once the row is in
    the books nothing of what was typed is kept here but what the same window may build on
    (``written``); a row that can't be taken in keeps its words in ``typed``, so that nobody types
    them again.
    """

    class State(models.TextChoices):
        RECORDED = "recorded", _("บันทึกแล้ว")
        WRONG = "wrong", _("มีข้อผิด")
        CONFLICT = "conflict", _("แก้ไม่ตรงกับคนอื่น")
        DROPPED = "dropped", _("ทิ้งแล้ว")

    institution_path = "institution"

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="survey_rows", verbose_name=_("สถาบัน")
    )
    key = models.UUIDField(_("รหัสแถว"), unique=True)
    household = models.OneToOneField(
        Household,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="survey_row",
        verbose_name=_("ครัวเรือน"),
    )
    state = models.CharField(_("สถานะ"), max_length=20, choices=State)
    typed = models.JSONField(_("ที่พิมพ์"), default=dict, blank=True)
    written = models.JSONField(_("ที่บันทึกล่าสุด"), default=dict, blank=True)
    window = models.UUIDField(_("หน้าต่างที่พิมพ์"))
    typed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้พิมพ์"))
    typed_at = models.DateTimeField(_("พิมพ์เมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("แถวสำรวจหนี้")
        verbose_name_plural = verbose_name
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="survey_row_state_is_known",
                condition=Q(state__in=["recorded", "wrong", "conflict", "dropped"]),
            ),
            models.CheckConstraint(
                name="survey_row_recorded_has_a_household",
                condition=~Q(state="recorded") | Q(household__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"แถวที่พิมพ์โดย{self.typed_by}"


@tracked()
class LedgerTotal(models.Model):
    """What a fund's own ledger says its account is owed on a day (ยอดตามบัญชีของกองทุน)."""

    institution_path = "account__fund__institution"

    account = models.ForeignKey(
        FundAccount, models.PROTECT, related_name="ledger_totals", verbose_name=_("บัญชีของกองทุน")
    )
    on = models.DateField(_("ณ วันที่"))
    total = models.DecimalField(_("ยอดตามบัญชี (บาท)"), max_digits=14, decimal_places=2)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ยอดตามบัญชีของกองทุน")
        verbose_name_plural = verbose_name
        ordering = ["account", "-on"]
        constraints = [
            models.UniqueConstraint(name="ledger_total_once_a_day", fields=["account", "on"]),
            models.CheckConstraint(
                name="ledger_total_is_an_amount", condition=Q(total__range=(0, MOST_BAHT))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.on}"
