"""What a person is told inside the product, and who looked at what."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fundinst.guards import append_only, never_deleted, stands
from fundinst.history import Chained
from members.models.areas import Area
from members.models.chains import headed
from members.models.households import Household
from members.models.institutions import Institution
from members.models.offices import User
from members.scope import ScopedQuerySet


class Notice(models.Model):
    """One thing that somebody should know (การแจ้งเตือน): returned, approved, waiting for them.

    ``key`` names what it is about; the same thing is told once, not twice. What is of no single
    institution is of an ``area``, and told to its officers alone.
    """

    institution_path = "institution"
    area_path = "area"

    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("สถาบัน"),
    )
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("เขต")
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="notices", verbose_name=_("ถึง"))
    key = models.CharField(_("เรื่อง"), max_length=100)
    sentence = models.CharField(_("ข้อความ"), max_length=300)
    url = models.CharField(_("ไปที่"), max_length=200)
    recorded_at = models.DateTimeField(_("เมื่อ"), db_default=Now())
    read_at = models.DateTimeField(_("อ่านเมื่อ"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("การแจ้งเตือน")
        verbose_name_plural = verbose_name
        ordering = ["-id"]
        indexes = [
            models.Index(name="notice_unread", fields=["user"], condition=Q(read_at__isnull=True))
        ]
        constraints = [
            models.UniqueConstraint(name="notice_told_once", fields=["user", "key"]),
            models.CheckConstraint(
                name="notice_of_one_place",
                condition=Q(institution__isnull=False, area__isnull=True)
                | Q(institution__isnull=True, area__isnull=False),
            ),
        ]
        triggers = [
            *never_deleted("notice_never_deleted"),
            stands("notice_stands", but=["read_at"]),
        ]

    def __str__(self) -> str:
        return self.sentence


class AccessEntry(Chained):
    """Somebody looked at a household or took data out (บันทึกการเข้าดู). Written once.

    ``rows`` is how many rows left the product in an export.
    """

    class Kind(models.TextChoices):
        VIEWED = "viewed", _("เปิดดู")
        EXPORTED = "exported", _("ดาวน์โหลดออกไป")
        PRINTED = "printed", _("พิมพ์เอกสาร")

    institution_path = "institution"
    chained_by = ("institution_id", "actor_id")

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="+", verbose_name=_("สถาบัน")
    )
    household = models.ForeignKey(
        Household,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="access_entries",
        verbose_name=_("ครัวเรือน"),
    )
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ดู"))
    kind = models.CharField(_("การกระทำ"), max_length=10, choices=Kind)
    what = models.CharField(_("สิ่งที่ดู"), max_length=200)
    rows = models.PositiveIntegerField(_("จำนวนแถว"), default=0)
    recorded_at = models.DateTimeField(_("เมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("บันทึกการเข้าดู")
        verbose_name_plural = verbose_name
        ordering = ["-id"]
        indexes = [models.Index(name="access_by_institution", fields=["institution", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="access_kind_is_known",
                condition=Q(kind__in=["viewed", "exported", "printed"]),
            )
        ]
        triggers = [
            *append_only("access_append_only"),
            headed("access_chained"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.get_kind_display()} {self.what}"


class SentForm(models.Model):
    """A form that was sent and answered (แบบฟอร์มที่ส่งแล้ว): sent again, it gets the same answer.

    ``body`` is the digest of what was in it; the same form with something else in it is another.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ส่ง"))
    key = models.UUIDField(_("กุญแจของแบบฟอร์ม"))
    body = models.CharField(_("ลายนิ้วมือของข้อมูล"), max_length=64)
    path = models.CharField(_("ส่งไปที่"), max_length=300)
    location = models.CharField(_("ตอบให้ไปที่"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("เมื่อ"), db_default=Now())

    class Meta:
        verbose_name = _("แบบฟอร์มที่ส่งแล้ว")
        verbose_name_plural = verbose_name
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(name="form_sent_once", fields=["user", "key", "body", "path"])
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.key}"
