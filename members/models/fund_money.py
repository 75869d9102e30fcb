"""What money a fund has at hand."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fundinst.fields import baht_field, between
from fundinst.guards import append_only
from fundinst.history import Chained
from members.models.chains import headed
from members.models.funds import Fund
from members.models.offices import User
from members.scope import ScopedQuerySet


class CashCount(Chained):
    """What a fund had in cash and bank on a day (เงินสดและเงินฝากของกองทุน), in baht, as it says.

    Written once; the last one written of the latest day counts. A fund that never said is unknown,
    not empty.
    """

    institution_path = "fund__institution"
    chained_by = ("fund_id",)

    fund = models.ForeignKey(
        Fund, models.PROTECT, related_name="cash_counts", verbose_name=_("กองทุน")
    )
    on = models.DateField(_("ณ วันที่"))
    amount = baht_field(_("จำนวนเงิน"))
    source = models.CharField(_("ที่มา"), max_length=200, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("เงินสดและเงินฝากของกองทุน")
        verbose_name_plural = verbose_name
        ordering = ["fund", "-on", "-id"]
        constraints = [
            models.CheckConstraint(name="cash_not_negative", condition=between(0, "amount"))
        ]
        triggers = [*append_only("cash_count_append_only"), headed("cash_count_chained")]

    def __str__(self) -> str:
        return f"{self.fund} {self.on}: {self.amount}"
