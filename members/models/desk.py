"""What a user keeps on the desk: filters under a name, and long work that is under way."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.areas import Area
from members.models.institutions import Institution
from members.models.offices import User
from members.scope import ScopedQuerySet


class SavedFilterQuerySet(ScopedQuerySet):
    def visible_to(self, user: User) -> "SavedFilterQuerySet":
        """One's own, and those shared in an institution on whose committee one is."""
        shared = [
            office.institution_id for office in user.offices_in_force if office.institution_id
        ]
        return self.filter(Q(user=user) | Q(institution__in=shared))


class SavedFilter(models.Model):
    """A search that was kept under a name (ตัวกรองที่บันทึก): a page's plain address.

    With ``institution`` it is shared with the whole committee.
    """

    institution_path = "institution"

    user = models.ForeignKey(
        User, models.PROTECT, related_name="saved_filters", verbose_name=_("ผู้ใช้")
    )
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("สถาบัน"),
    )
    page = models.CharField(_("หน้า"), max_length=50)
    name = models.CharField(_("ชื่อตัวกรอง"), max_length=100)
    query = models.CharField(_("เงื่อนไข"), max_length=500)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("ตัวกรองที่บันทึก")
        verbose_name_plural = verbose_name
        ordering = ["page", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                name="saved_filter_name_once_a_page", fields=["user", "page", "name"]
            )
        ]

    def __str__(self) -> str:
        return self.name


class Job(models.Model):
    """Long work that goes on while its user does something else (งานที่ใช้เวลา).

    Counted as it goes (``done`` of ``total``); a worker that died stops beating, and its job is
    taken up again. What is of no single institution may be of an ``area``: whoever may see the area
    may see how it goes.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("รอเริ่ม")
        RUNNING = "running", _("กำลังทำ")
        DONE = "done", _("เสร็จแล้ว")
        REFUSED = "refused", _("ทำไม่ได้")
        FAILED = "failed", _("หยุดกลางคัน")
        CANCELLED = "cancelled", _("ยกเลิกแล้ว")

    ENDS = (Status.DONE, Status.REFUSED, Status.FAILED, Status.CANCELLED)
    SILENT_AFTER = timedelta(seconds=60)

    institution_path = "institution"

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
    kind = models.CharField(_("ชนิดงาน"), max_length=50)
    subject = models.CharField(_("ทำกับ"), max_length=100)
    title = models.CharField(_("งาน"), max_length=200)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้สั่ง"))
    requested_at = models.DateTimeField(_("สั่งเมื่อ"), db_default=Now())
    status = models.CharField(_("สถานะ"), max_length=20, choices=Status, default=Status.WAITING)
    done = models.PositiveIntegerField(_("ทำแล้ว"), default=0)
    total = models.PositiveIntegerField(_("ทั้งหมด"), default=0)
    unit = models.CharField(_("หน่วยนับ"), max_length=20, blank=True)
    reasons = models.JSONField(_("เหตุที่ทำไม่ได้"), default=list, blank=True)
    result_url = models.CharField(_("ที่อยู่ของผล"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("เริ่มเมื่อ"), null=True, blank=True)
    beat_at = models.DateTimeField(_("ยังทำอยู่เมื่อ"), null=True, blank=True)
    ended_at = models.DateTimeField(_("จบเมื่อ"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("งานที่ใช้เวลา")
        verbose_name_plural = verbose_name
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="job_status_is_known",
                condition=Q(
                    status__in=["waiting", "running", "done", "refused", "failed", "cancelled"]
                ),
            ),
            models.CheckConstraint(
                name="job_counts_to_its_total", condition=Q(total=0) | Q(done__lte=F("total"))
            ),
            models.UniqueConstraint(
                name="job_once_at_a_time",
                fields=["kind", "subject"],
                condition=Q(status__in=["waiting", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.status in self.ENDS

    @property
    def is_silent(self) -> bool:
        """Running, but nothing has been heard of it for a while: its worker has likely died."""
        beat = self.beat_at or self.requested_at
        return not self.is_over and timezone.now() - beat > self.SILENT_AFTER
