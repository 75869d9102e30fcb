"""What was handed out on paper: dated wordings, and documents frozen as they were issued."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consolidation.models import Contract, NettingBatch
from fundinst.guards import append_only, checked, never_deleted, stands
from fundinst.history import Chained, tracked
from members.models import Household, Institution, User
from members.models.chains import headed
from members.scope import ScopedQuerySet


@tracked()
class Wording(models.Model):
    """The wording of a paper from a day on (ถ้อยคำของเอกสาร); a printed paper names its version.

    ``body`` is plain text, one clause a line, with placeholders in braces that
    ``reports/wordings.py`` knows. A version stands as it was written; without one the shipped
    wording holds, which is version 0.
    """

    kind = models.CharField(_("เอกสาร"), max_length=30)
    version = models.PositiveSmallIntegerField(_("ฉบับที่"))
    effective_on = models.DateField(_("ใช้ตั้งแต่"))
    body = models.TextField(_("ถ้อยคำ"), max_length=20000)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้เขียน"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    class Meta:
        verbose_name = _("ถ้อยคำของเอกสาร")
        verbose_name_plural = verbose_name
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(name="wording_version_once", fields=["kind", "version"]),
            models.UniqueConstraint(name="wording_once_a_day", fields=["kind", "effective_on"]),
            models.CheckConstraint(
                name="wording_says_something", condition=Q(version__gt=0) & ~Q(body="")
            ),
        ]
        triggers = [*never_deleted("wording_never_deleted"), stands("wording_stands", but=[])]

    def __str__(self) -> str:
        return f"{self.kind} ฉบับที่ {self.version}"


class IssuedPaper(Chained):
    """A document as it was handed out to be signed (เอกสารที่ออก): the file itself, and its digest.

    ``sha256`` is that of the file; printed again it is this file, whatever changed since.
    ``content`` is the file encrypted with a key of its own (``PaperKey``), since a contract carries
    a whole national ID; ``kept_sha256`` is the digest of that, which the database itself checks.
    ``wording`` is the version of the wording it was made with (0: the shipped one). ``subject`` is
    what it is about (``consolidation.ContractGuarantor:12``), ``code`` the twelve figures at its
    foot by which a paper in the hand is found again.
    """

    institution_path = "institution"
    chained_by = ("institution_id",)

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="issued_papers", verbose_name=_("สถาบัน")
    )
    kind = models.CharField(_("เอกสาร"), max_length=30)
    household = models.ForeignKey(
        Household,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="issued_papers",
        verbose_name=_("ครัวเรือน"),
    )
    contract = models.ForeignKey(
        Contract,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="issued_papers",
        verbose_name=_("สัญญาเดียว"),
    )
    batch = models.ForeignKey(
        NettingBatch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="issued_papers",
        verbose_name=_("ใบหักล้าง"),
    )
    year = models.PositiveSmallIntegerField(_("ปี พ.ศ."))
    number = models.PositiveIntegerField(_("เลขที่"))
    file_name = models.CharField(_("ชื่อแฟ้ม"), max_length=200)
    content = models.BinaryField(_("แฟ้ม"))
    sha256 = models.CharField(_("ลายนิ้วมือของแฟ้ม"), max_length=64)
    kept_sha256 = models.CharField(  # noqa: DJ001
        _("ลายนิ้วมือของแฟ้มที่เข้ารหัส"), max_length=64, null=True, blank=True
    )
    wording = models.PositiveSmallIntegerField(_("ฉบับของถ้อยคำ"), default=0)
    subject = models.CharField(_("เรื่องในเอกสาร"), max_length=80, null=True, blank=True)  # noqa: DJ001
    code = models.CharField(_("รหัสตรวจ"), max_length=12, null=True, blank=True)  # noqa: DJ001
    issued_on = models.DateField(_("ออกเมื่อ"))
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้ออก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("เอกสารที่ออก")
        verbose_name_plural = verbose_name
        ordering = ["institution", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="issued_number_once_a_kind_and_year",
                fields=["institution", "kind", "year", "number"],
            ),
        ]
        triggers = [
            checked(
                "issued_has_its_key",
                unless="""
                    NEW.kept_sha256 IS NULL
                    OR EXISTS (SELECT 1 FROM reports_paperkey k WHERE k.paper_id = NEW.id)
                """,
                operation=pgtrigger.Insert,
                deferred=True,
            ),
            *append_only("issued_append_only"),
            headed("issued_chained"),
            checked(
                "issued_is_what_its_digest_says",
                unless="""
                    coalesce(NEW.kept_sha256, NEW.sha256) = encode(sha256(NEW.content), 'hex')
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "issued_numbers_without_gap",
                unless="""
                    NEW.number = 1 + (SELECT count(*) FROM reports_issuedpaper
                                       WHERE institution_id = NEW.institution_id
                                         AND kind = NEW.kind AND year = NEW.year)
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "issued_within_its_institution",
                unless="""
                    (NEW.household_id IS NULL OR EXISTS (
                        SELECT 1 FROM members_household h
                         WHERE h.id = NEW.household_id AND h.institution_id = NEW.institution_id))
                    AND (NEW.contract_id IS NULL OR EXISTS (
                        SELECT 1 FROM consolidation_contract c
                          JOIN members_household h ON h.id = c.household_id
                         WHERE c.id = NEW.contract_id AND h.institution_id = NEW.institution_id))
                    AND (NEW.batch_id IS NULL OR EXISTS (
                        SELECT 1 FROM consolidation_nettingbatch b
                         WHERE b.id = NEW.batch_id AND b.institution_id = NEW.institution_id))
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}/{self.year}"

    @property
    def figures(self) -> str:
        """The code as the paper shows it, in groups of four."""
        code = self.code or ""
        return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


class PaperKey(models.Model):
    """The key that an issued paper's file is encrypted with (กุญแจของเอกสาร).

    Kept under the keys of the national IDs: when those change, the key is sealed anew and the file
    stays as it is (``manage.py rotate_national_id_key``).
    """

    institution_path = "paper__institution"
    sealed_key = "sealed"

    paper = models.OneToOneField(
        IssuedPaper, models.PROTECT, related_name="key", verbose_name=_("เอกสาร")
    )
    sealed = models.BinaryField(_("กุญแจที่เข้ารหัส"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("กุญแจของเอกสาร")
        verbose_name_plural = verbose_name
        triggers = [
            *never_deleted("paper_key_never_deleted"),
            stands("paper_key_stands", but=["sealed"]),
        ]

    def __str__(self) -> str:
        return str(self.paper)
