"""Areas by their official code, and villages."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fundinst.history import tracked


class Area(models.Model):
    """A province, district or subdistrict by its official code (DOPA: 2, 4 or 6 digits).

    Names repeat (the tambon ปราสาท is in four districts), so areas are matched by code alone.
    """

    code = models.CharField(_("รหัส"), max_length=6, primary_key=True, db_collation="C")
    name = models.CharField(_("ชื่อ"), max_length=100)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("อยู่ใน")
    )

    class Meta:
        verbose_name = _("เขตการปกครอง")
        verbose_name_plural = verbose_name
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="area_code_is_official", condition=Q(code__regex=r"^[0-9]{2}([0-9]{2}){0,2}$")
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Village(models.Model):
    """A village (หมู่บ้าน). Its code is the subdistrict's six digits and the หมู่ในสองหลัก."""

    code = models.CharField(_("รหัสหมู่บ้าน"), max_length=8, unique=True, db_collation="C")
    subdistrict = models.ForeignKey(Area, models.PROTECT, verbose_name=_("ตำบล"))
    moo = models.PositiveSmallIntegerField(_("หมู่ที่"))
    name = models.CharField(_("ชื่อหมู่บ้าน"), max_length=100)

    class Meta:
        verbose_name = _("หมู่บ้าน")
        verbose_name_plural = verbose_name
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="village_moo_is_1_to_99", condition=Q(moo__range=(1, 99)))
        ]

    def __str__(self) -> str:
        return f"{self.name} หมู่ที่ {self.moo}"
