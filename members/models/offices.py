"""Users, the offices they hold, and the record of what they did."""

from datetime import date, timedelta

import pgtrigger
from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from fundinst.guards import append_only, checked, kept
from fundinst.history import HISTORY_CONTEXT, HISTORY_PAGE, Chained, tracked
from members.models.areas import Area
from members.models.chains import headed
from members.models.households import Household
from members.models.institutions import Institution
from members.scope import InForceQuerySet, ScopedQuerySet


# What opens the door stays out of the history, but not that it was changed: its digest is there.
@tracked(exclude=["password", "last_login"])
class User(AbstractUser):
    """A person who signs in. What they may see and do hangs on their offices alone."""

    display_name = models.CharField(_("ชื่อที่แสดง"), max_length=200, blank=True)
    password_is_temporary = models.BooleanField(
        _("ใช้รหัสใช้ครั้งเดียว"), default=False, help_text=_("ต้องตั้งรหัสผ่านเองก่อนทำสิ่งอื่น")
    )
    temporary_until = models.DateTimeField(_("รหัสใช้ครั้งเดียวใช้ได้ถึง"), null=True, blank=True)
    review_keys = models.BooleanField(_("ใช้ปุ่มลัดในหน้าตรวจ"), default=True)
    text_size = models.PositiveSmallIntegerField(_("ขนาดตัวอักษร (ร้อยละ)"), default=100)
    keys_digest = models.CharField(
        _("ลายนิ้วมือของรหัสผ่านและการยืนยันสองขั้น"), max_length=64, db_default="", editable=False
    )

    class Meta:
        verbose_name = _("ผู้ใช้")
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                name="user_text_size_can_be_read", condition=Q(text_size__range=(90, 150))
            ),
            models.CheckConstraint(
                name="user_one_time_code_ends",
                condition=Q(password_is_temporary=False) | Q(temporary_until__isnull=False),
            ),
        ]
        triggers = [
            kept(
                "user_keys_digested", "keys_digest", "members_digest_of_keys(NEW.id, NEW.password)"
            )
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Offices alone permit: Django's shortcut for superusers is left out on purpose."""
        return any(backend.has_perm(self, perm, obj) for backend in get_backends())

    @cached_property
    def offices_in_force(self) -> list["Office"]:
        """The offices held today; read once a request, so an ended office ends at the next one."""
        return list(
            self.offices.in_force(timezone.localdate()).select_related("institution", "area")
        )


@tracked()
class Office(models.Model):
    """A role with a scope and a term: what makes a user a committee member or an officer."""

    class Role(models.TextChoices):
        COMMITTEE = "committee", _("กรรมการสถาบัน")
        DISTRICT = "district", _("พัฒนาการอำเภอ")
        PROVINCE = "province", _("พัฒนาการจังหวัด")
        DEPARTMENT = "department", _("กรมการพัฒนาชุมชน")
        ADMINISTRATOR = "administrator", _("ผู้ดูแลระบบ")

    institution_path = "institution"

    user = models.ForeignKey(User, models.PROTECT, related_name="offices", verbose_name=_("ผู้ใช้"))
    role = models.CharField(_("บทบาท"), max_length=20, choices=Role)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, verbose_name=_("สถาบัน")
    )
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, verbose_name=_("เขต"))
    started_on = models.DateField(_("ตั้งแต่"))
    ended_on = models.DateField(_("ถึง"), null=True, blank=True)

    objects = InForceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ตำแหน่งหน้าที่")
        verbose_name_plural = verbose_name
        ordering = ["user", "started_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="office_scope_fits_its_role",
                condition=Q(role="committee", institution__isnull=False, area__isnull=True)
                | Q(role__in=["district", "province"], institution__isnull=True, area__isnull=False)
                | Q(
                    role__in=["department", "administrator"],
                    institution__isnull=True,
                    area__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="office_ends_after_it_starts",
                # One that is called off before it began ends the day before.
                condition=Q(ended_on__isnull=True)
                | Q(ended_on__gte=F("started_on") - timedelta(days=1)),
            ),
        ]
        triggers = [
            checked(
                "office_area_fits_its_role",
                unless="""
                    CASE NEW.role WHEN 'district' THEN length(NEW.area_id) = 4
                                  WHEN 'province' THEN length(NEW.area_id) = 2
                                  ELSE TRUE END
                """,
                operation=pgtrigger.Insert | pgtrigger.Update,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.place}".strip()

    @property
    def without_from(self) -> date | None:
        """The first day without the office; None where no end is said.

        Ended on the day it began, ``ended_on`` is the day before: it never held for a whole day.
        """
        return self.ended_on + timedelta(days=1) if self.ended_on else None

    @property
    def place(self) -> str:
        if self.institution:
            return self.institution.name
        if self.area:
            return f"{'จังหวัด' if len(self.area_id) == 2 else 'อำเภอ'}{self.area}"
        return ""


class AuditEntry(Chained):
    """One act that was done: who, when, what, on which household; written by the act itself.

    The values of each row before and after are in the history tables, which the database writes.
    ``context`` is the one that the history of those rows has beside who and from which page;
    ``page`` the address, for an act whose rows are written once and have no history.
    ``sent_key`` names the sending (``Sending.name``) that asked for the act: it is done once.
    """

    institution_path = "institution"
    chained_by = ("institution_id", "actor_id")

    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, related_name="+", verbose_name=_("สถาบัน")
    )
    household = models.ForeignKey(
        Household,
        models.PROTECT,
        null=True,
        related_name="audit_entries",
        verbose_name=_("ครัวเรือน"),
    )
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ทำ"))
    recorded_at = models.DateTimeField(_("เมื่อ"), db_default=Now())
    act = models.CharField(_("การกระทำ"), max_length=50)
    subject = models.CharField(_("สิ่งที่ถูกทำ"), max_length=100)
    sentence = models.CharField(_("คำบรรยาย"), max_length=500)
    before = models.JSONField(_("ก่อนทำ"), default=dict, blank=True, help_text=_("สิ่งที่ต้องใช้เมื่อเลิกทำ"))
    undoes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_by",
        verbose_name=_("เลิกทำรายการที่"),
    )

    sent_key = models.UUIDField(_("กุญแจของแบบฟอร์ม"), null=True, blank=True, editable=False)

    context = models.UUIDField(
        _("เหตุการณ์ในประวัติ"), null=True, blank=True, editable=False, db_default=HISTORY_CONTEXT
    )

    page = models.TextField(  # noqa: DJ001 (nothing where an older row's digest knows of no page)
        _("ทำจากหน้า"), null=True, blank=True, editable=False, db_default=HISTORY_PAGE
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("บันทึกการกระทำ")
        verbose_name_plural = verbose_name
        ordering = ["-id"]
        indexes = [
            models.Index(
                name="audit_by_context",
                fields=["context"],
                condition=Q(context__isnull=False),
            ),
            models.Index(name="audit_by_subject", fields=["subject"]),
            models.Index(
                name="audit_by_form", fields=["sent_key"], condition=Q(sent_key__isnull=False)
            ),
        ]
        triggers = [
            *append_only("audit_append_only"),
            headed("audit_chained"),
        ]

    def __str__(self) -> str:
        return self.sentence
