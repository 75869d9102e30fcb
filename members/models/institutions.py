"""The institution and its committee."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fundinst.guards import checked, refuse
from fundinst.history import tracked
from members.models.areas import Area, Village
from members.scope import InForceQuerySet, ScopedQuerySet


@tracked()
class Institution(models.Model):
    """A community fund institution (สถาบันการจัดการเงินทุนชุมชน) of one village or one tambon."""

    institution_path = ""

    code = models.CharField(_("รหัสสถาบัน"), max_length=8, unique=True, db_collation="C")
    name = models.CharField(_("ชื่อ"), max_length=100)
    subdistrict = models.ForeignKey(Area, models.PROTECT, verbose_name=_("ตำบล"))
    village = models.OneToOneField(
        Village,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("หมู่บ้าน"),
        help_text=_("เว้นว่างถ้าเป็นสถาบันของตำบล"),
    )
    is_practice = models.BooleanField(
        _("ข้อมูลตัวอย่าง"), default=False, help_text=_("ลองใช้กับข้อมูลสมมุติ ลบออกได้ทั้งหมด")
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("สถาบัน")
        verbose_name_plural = verbose_name
        ordering = ["code"]
        triggers = [
            # Only what was begun as practice may be removed whole.
            checked(
                "institution_practice_stands",
                unless="NEW.is_practice = OLD.is_practice",
                operation=pgtrigger.Update,
            ),
            pgtrigger.Trigger(
                name="institution_real_never_deleted",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=f"""
                    IF NOT OLD.is_practice THEN
                        {refuse("institution_real_never_deleted", "OLD.code")}
                    END IF;
                    RETURN OLD;
                """,
            ),
            pgtrigger.Trigger(
                name="institution_real_never_deleted_truncate",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func=refuse("institution_real_never_deleted", "TG_OP"),
            ),
        ]

    def __str__(self) -> str:
        return f"สถาบันการจัดการเงินทุนชุมชน{self.name}"

    @property
    def place(self) -> str:
        """Village, tambon, district and province in words, as a document's title line says them."""
        district = self.subdistrict.parent
        moo = f"หมู่ที่ {self.village.moo} " if self.village else ""
        return f"{moo}ตำบล{self.subdistrict} อำเภอ{district} จังหวัด{district.parent}"


@tracked()
class CommitteeMember(models.Model):
    """A person on the institution's committee for a term; signs its papers."""

    class Position(models.TextChoices):
        CHAIR = "chair", _("ประธานกรรมการ")
        SECRETARY = "secretary", _("เลขานุการ")
        TREASURER = "treasurer", _("เหรัญญิก")
        MEMBER = "member", _("กรรมการ")

    institution_path = "institution"

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="committee", verbose_name=_("สถาบัน")
    )
    name = models.CharField(_("ชื่อ-สกุล"), max_length=200)
    position = models.CharField(_("ตำแหน่ง"), max_length=20, choices=Position)
    phone = models.CharField(_("โทรศัพท์"), max_length=20, blank=True)
    signs = models.BooleanField(_("ลงนามในเอกสาร"), default=False)
    started_on = models.DateField(_("เริ่มวาระ"))
    ended_on = models.DateField(_("สิ้นวาระ"), null=True, blank=True)

    objects = InForceQuerySet.as_manager()

    class Meta:
        verbose_name = _("กรรมการ")
        verbose_name_plural = verbose_name
        ordering = ["institution", "-started_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="committee_position_is_known",
                condition=Q(position__in=["chair", "secretary", "treasurer", "member"]),
            ),
            models.CheckConstraint(
                name="committee_term_ends_after_it_starts",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.get_position_display()}"
