"""Debtor registers taken in, and what people decided about their doubtful rows."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fundinst.guards import checked
from fundinst.history import tracked
from members.models import FundAccount, Household, Institution, Person, User
from members.scope import ScopedQuerySet


@tracked(exclude=["content", "reading"])
class Register(models.Model):
    """A fund's debtor register (ทะเบียนลูกหนี้) as a file, for one account at one date.

    A draft is what was uploaded and is being looked at; a discarded one keeps nothing of the file.
    A recorded one keeps the file as the paper behind the journal entries it made, a withdrawn one
    behind those and their mirrors. ``reading`` is what a large draft was read as
    (``debts/kept_readings.py``); none until a worker has read it.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("ยังไม่บันทึก")
        RECORDED = "recorded", _("บันทึกเข้าระบบแล้ว")
        DISCARDED = "discarded", _("ทิ้งแล้ว")
        WITHDRAWN = "withdrawn", _("เลิกทำแล้ว")

    institution_path = "account__fund__institution"

    account = models.ForeignKey(
        FundAccount, models.PROTECT, related_name="registers", verbose_name=_("บัญชีของกองทุน")
    )
    as_of = models.DateField(_("ข้อมูล ณ วันที่"))
    file_name = models.CharField(_("ชื่อแฟ้ม"), max_length=200)
    content = models.BinaryField(_("แฟ้ม"), default=b"", blank=True)
    digest = models.CharField(_("ลายนิ้วมือของแฟ้ม"), max_length=64)
    reading = models.BinaryField(_("สิ่งที่อ่านได้จากแฟ้ม"), null=True, blank=True)
    status = models.CharField(_("สถานะ"), max_length=20, choices=Status, default=Status.DRAFT)
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("ผู้นำเข้า")
    )
    uploaded_at = models.DateTimeField(_("นำเข้าเมื่อ"), db_default=Now())
    rows = models.PositiveIntegerField(_("จำนวนแถว"), default=0)
    total = models.DecimalField(_("ยอดรวม (บาท)"), max_digits=14, decimal_places=2, default=0)
    choices = models.JSONField(_("คำตัดสินที่รอบันทึก"), default=dict, blank=True)
    left_out = models.JSONField(
        _("แถวที่เว้นไว้"),
        default=list,
        blank=True,
        help_text=_("แถวที่ยังไม่ถูกต้องเมื่อบันทึกเฉพาะแถวที่ถูกต้อง: ที่ ชื่อ และเหตุผล"),
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ทะเบียนลูกหนี้")
        verbose_name_plural = verbose_name
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="register_status_is_known",
                condition=Q(status__in=["draft", "recorded", "discarded", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="discarded_register_keeps_nothing",
                condition=~Q(status="discarded") | Q(content=b""),
            ),
            models.CheckConstraint(
                name="only_a_draft_keeps_its_reading",
                condition=Q(status="draft") | Q(reading__isnull=True),
            ),
        ]
        triggers = [
            checked(
                "register_recorded_stands",
                unless="""
                    OLD.status = 'draft' AND NEW.status <> 'withdrawn' OR
                    ((NEW.as_of, NEW.account_id, NEW.digest, NEW.content, NEW.left_out) =
                     (OLD.as_of, OLD.account_id, OLD.digest, OLD.content, OLD.left_out)
                     AND (NEW.status = OLD.status OR
                          (OLD.status = 'recorded' AND NEW.status = 'withdrawn' AND NOT EXISTS (
                             SELECT 1 FROM debts_journalentry e
                              WHERE e.register_id = NEW.id AND NOT EXISTS (
                                SELECT 1 FROM debts_journalentry r
                                 WHERE r.reverses_id = e.id)))))
                """,
                operation=pgtrigger.Update,
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.account.fund})"

    def get_absolute_url(self) -> str:
        return reverse("debts:register", args=[self.pk])


@tracked()
class MatchDecision(models.Model):
    """Who a doubtful register row is, as a person decided; kept for the next import.

    With ``person``: that person. With ``household`` alone: another member of that household. With
    neither: a household of its own.
    """

    institution_path = "institution"

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="+", verbose_name=_("สถาบัน")
    )
    house_number = models.CharField(_("บ้านเลขที่ในทะเบียน"), max_length=50, blank=True)
    name_key = models.CharField(_("ชื่อในทะเบียน"), max_length=260)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("สมาชิก")
    )
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, related_name="+", verbose_name=_("ครัวเรือน")
    )
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ตัดสิน"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("คำตัดสินการจับคู่")
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                name="match_decided_once", fields=["institution", "house_number", "name_key"]
            ),
            models.CheckConstraint(
                name="match_is_a_person_or_a_household",
                condition=Q(person__isnull=True) | Q(household__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_key} {self.house_number}".strip()
