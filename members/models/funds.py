"""Member funds, their accounts and their dated rules."""

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fundinst.guards import stands
from fundinst.history import tracked
from fundinst.thai import clean
from members.models.institutions import Institution
from members.scope import ScopedQuerySet

if TYPE_CHECKING:
    from members.models.fund_rules import FundRule

LAWFUL_PERCENT_A_YEAR = 15  # Civil and Commercial Code s.654; the 2560 act on excessive interest


@tracked()
class Fund(models.Model):
    """A member fund (กองทุนสมาชิก): a creditor, and a possible holder of contracts."""

    class Kind(models.TextChoices):
        VILLAGE_FUND = "village_fund", _("กองทุนหมู่บ้าน")
        SAVINGS_GROUP = "savings_group", _("กลุ่มออมทรัพย์เพื่อการผลิต")
        KKJ = "kkj", _("กข.คจ.")
        WOMENS_FUND = "womens_fund", _("กองทุนพัฒนาบทบาทสตรี")
        SATJA = "satja_group", _("กลุ่มสัจจะสะสมทรัพย์")
        OCCUPATION = "occupation_group", _("กลุ่มอาชีพ")
        OTHER = "other_fund", _("กองทุนอื่น")

    institution_path = "institution"

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="funds", verbose_name=_("สถาบัน")
    )
    code = models.CharField(_("รหัสกองทุน"), max_length=12, unique=True, db_collation="C")
    kind = models.CharField(_("ประเภทกองทุน"), max_length=20, choices=Kind)
    name = models.CharField(_("ชื่อกองทุน"), max_length=100)
    abbreviation = models.CharField(_("ชื่อย่อในเลขที่สัญญา"), max_length=20)
    aliases = ArrayField(
        models.CharField(max_length=100), verbose_name=_("ชื่อที่คนเขียน"), default=list, blank=True
    )
    position = models.PositiveSmallIntegerField(_("ลำดับในสถาบัน"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("กองทุนสมาชิก")
        verbose_name_plural = verbose_name
        ordering = ["institution", "position"]
        constraints = [
            models.UniqueConstraint(
                name="fund_name_once_an_institution", fields=["institution", "name"]
            ),
            models.UniqueConstraint(
                name="fund_position_once_an_institution", fields=["institution", "position"]
            ),
            models.CheckConstraint(
                name="fund_kind_is_known",
                condition=Q(
                    kind__in=[
                        "village_fund",
                        "savings_group",
                        "kkj",
                        "womens_fund",
                        "satja_group",
                        "occupation_group",
                        "other_fund",
                    ]
                ),
            ),
        ]
        triggers = [
            stands(
                "fund_stays_in_its_institution", but=["name", "abbreviation", "aliases", "position"]
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_interest_free(self) -> bool:
        """กข.คจ. lends without interest (ระเบียบกระทรวงมหาดไทย พ.ศ. ๒๕๕๓)."""
        return self.kind == self.Kind.KKJ

    def rule_on(self, on: date) -> "FundRule | None":
        """The rules in force on that day; None when the fund has written none."""
        return self.rules.filter(effective_on__lte=on).order_by("-effective_on").first()

    def rate_on(self, on: date) -> Decimal | None:
        """Percent a year by the rules in force; 0 where interest is never taken, None if unsaid."""
        rule = self.rule_on(on)
        if rule and rule.rate_percent is not None:
            return rule.percent_a_year
        return Decimal(0) if self.is_interest_free else None

    def is_called(self, name: str) -> bool:
        """Whether people mean this fund by ``name``: its name, an alias, abbreviation or code."""
        names = [self.name, self.abbreviation, self.code, *self.aliases]
        return _spelling(name) in map(_spelling, names)


def _spelling(name: str) -> str:
    return re.sub(r"[\s./()-]", "", clean(name)).casefold()


@tracked()
class FundAccount(models.Model):
    """One of a fund's accounts (บัญชี ๑, บัญชี ๔ …): loans are kept by account."""

    institution_path = "fund__institution"

    fund = models.ForeignKey(
        Fund, models.PROTECT, related_name="accounts", verbose_name=_("กองทุนสมาชิก")
    )
    number = models.PositiveSmallIntegerField(_("บัญชีที่"))
    name = models.CharField(_("ชื่อบัญชี"), max_length=100, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("บัญชีของกองทุน")
        verbose_name_plural = verbose_name
        ordering = ["fund", "number"]
        constraints = [
            models.UniqueConstraint(name="account_number_once_a_fund", fields=["fund", "number"])
        ]
        triggers = [stands("account_stays_with_its_fund", but=["name"])]

    def __str__(self) -> str:
        return self.name or f"บัญชี {self.number}"
