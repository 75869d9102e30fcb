"""Who signs the one contract, and who stands for it."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consolidation.models.contracts import Contract
from fundinst.fields import baht_field, between
from fundinst.guards import append_only, checked, never_deleted, stands
from fundinst.history import Chained, tracked
from members.models import Fund, Person, User
from members.models.chains import headed
from members.scope import ScopedQuerySet


@tracked()
class ContractGuarantor(models.Model):
    """Who stands for a contract (ผู้ค้ำประกันสัญญาเดียว), up to which amount and until when.

    ป.พ.พ. ๖๘๑: a guarantee says its purpose, the most it comes to (baht) and its period; nobody is
    liable as a joint debtor (๖๘๑/๑). ``person`` where it is somebody the institution knows.
    """

    institution_path = "contract__household__institution"

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="guarantors", verbose_name=_("สัญญาเดียว")
    )
    name = models.CharField(_("ชื่อ-สกุล"), max_length=200)
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="guarantees",
        verbose_name=_("สมาชิก"),
    )
    most = baht_field(_("วงเงินสูงสุดที่ค้ำ"))
    until = models.DateField(_("ค้ำถึงวันที่"))
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())
    released_on = models.DateField(_("พ้นความรับผิดเมื่อ"), null=True, blank=True)
    released_because = models.CharField(_("เหตุที่พ้น"), max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ผู้ค้ำประกันสัญญาเดียว")
        verbose_name_plural = verbose_name
        ordering = ["contract", "id"]
        constraints = [
            models.UniqueConstraint(
                name="guarantor_once_a_contract",
                fields=["contract", "name"],
                condition=Q(released_on__isnull=True),
            ),
            models.CheckConstraint(
                name="guarantee_has_a_most", condition=Q(most__gt=0) & between(0, "most")
            ),
            models.CheckConstraint(
                name="guarantee_released_with_a_reason",
                condition=Q(released_on__isnull=True, released_because="")
                | (Q(released_on__isnull=False) & ~Q(released_because="")),
            ),
        ]
        triggers = [
            *never_deleted("guarantee_never_deleted"),
            stands("guarantee_stands", but=["released_on", "released_because"]),
            checked(
                "guarantee_ends_after_the_contract_begins",
                unless="""
                    EXISTS (SELECT 1 FROM consolidation_contract c
                              JOIN members_household h ON h.id = c.household_id
                             WHERE c.id = NEW.contract_id AND c.opened_on < NEW.until
                               AND (NEW.person_id IS NULL OR EXISTS (
                                    SELECT 1 FROM members_person p
                                      JOIN members_household o ON o.id = p.household_id
                                     WHERE p.id = NEW.person_id
                                       AND o.institution_id = h.institution_id)))
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def signature(self) -> "Signature | None":
        """Theirs on the contract, unless it was taken back."""
        return self.signatures.standing().first()


class SignatureQuerySet(ScopedQuerySet):
    def standing(self) -> "SignatureQuerySet":
        """Those that were not taken back."""
        return self.filter(takes_back__isnull=True, taken_back_by__isnull=True)


class Signature(Chained):
    """That somebody signed the contract's paper (ลายมือชื่อ), and in which part. Written once.

    One written down by mistake is taken back by a further row that names it (``takes_back``) and
    says why (``because``). A thumb mark is witnessed by two people (ป.พ.พ. ๙). ``fund`` is the old
    fund for which somebody of its committee signs: one person may sit on the committees of two.
    """

    class Part(models.TextChoices):
        BORROWER = "borrower", _("ผู้กู้")
        SPOUSE = "spouse", _("คู่สมรสผู้กู้")
        LENDER = "lender", _("กรรมการกองทุนผู้ให้กู้")
        CREDITOR = "creditor", _("กรรมการกองทุนเดิม")
        GUARANTOR = "guarantor", _("ผู้ค้ำประกัน")
        WITNESS = "witness", _("พยาน")

    class Kind(models.TextChoices):
        SIGNED = "signed", _("ลงชื่อ")
        THUMB = "thumb", _("ลายพิมพ์นิ้วมือ")

    institution_path = "contract__household__institution"
    chained_by = ("contract_id",)

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="signatures", verbose_name=_("สัญญาเดียว")
    )
    part = models.CharField(_("ลงชื่อเป็น"), max_length=10, choices=Part)
    name = models.CharField(_("ชื่อ-สกุล"), max_length=200)
    guarantor = models.ForeignKey(
        ContractGuarantor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signatures",
        verbose_name=_("ผู้ค้ำประกัน"),
    )
    fund = models.ForeignKey(
        Fund,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("กองทุนเดิม"),
    )
    kind = models.CharField(_("วิธีลงชื่อ"), max_length=10, choices=Kind, default=Kind.SIGNED)
    thumb_witnesses = models.CharField(_("พยานลายพิมพ์นิ้วมือ"), max_length=300, blank=True)
    on = models.DateField(_("ลงชื่อเมื่อ"))
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    takes_back = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_back_by",
        verbose_name=_("ถอนรายการ"),
    )
    # Null where nothing is said: rows from before the column keep their digests.
    because = models.CharField(_("เหตุที่ถอน"), max_length=300, null=True, blank=True)  # noqa: DJ001

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("ลายมือชื่อ")
        verbose_name_plural = verbose_name
        ordering = ["contract", "id"]
        constraints = [
            models.CheckConstraint(
                name="signature_taken_back_with_a_reason",
                condition=Q(takes_back__isnull=True, because__isnull=True)
                | Q(takes_back__isnull=False, because__isnull=False, because__gt=""),
            ),
            models.CheckConstraint(
                name="signature_part_is_known",
                condition=Q(
                    part__in=["borrower", "spouse", "lender", "creditor", "guarantor", "witness"]
                )
                & ~Q(name=""),
            ),
            models.CheckConstraint(
                name="signature_of_a_guarantor_names_it",
                condition=Q(part="guarantor", guarantor__isnull=False)
                | (~Q(part="guarantor") & Q(guarantor__isnull=True)),
            ),
            models.CheckConstraint(
                name="signature_of_a_creditor_names_its_fund",
                condition=Q(part="creditor", fund__isnull=False)
                | (~Q(part="creditor") & Q(fund__isnull=True)),
            ),
            models.CheckConstraint(
                name="signature_thumb_has_witnesses",
                condition=Q(kind="signed", thumb_witnesses="")
                | (Q(kind="thumb") & ~Q(thumb_witnesses="")),
            ),
        ]
        triggers = [
            *append_only("signature_append_only"),
            headed("signature_chained"),
            checked(
                "signature_once_a_part_and_name",
                unless="""
                    NEW.takes_back_id IS NOT NULL OR NOT EXISTS (
                        SELECT 1 FROM consolidation_signature s
                         WHERE s.contract_id = NEW.contract_id AND s.takes_back_id IS NULL
                           AND (s.guarantor_id = NEW.guarantor_id
                                OR (s.part, s.name) = (NEW.part, NEW.name)
                                   AND s.fund_id IS NOT DISTINCT FROM NEW.fund_id)
                           AND NOT EXISTS (SELECT 1 FROM consolidation_signature b
                                            WHERE b.takes_back_id = s.id))
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "signature_takes_back_its_contracts",
                unless="""
                    NEW.takes_back_id IS NULL OR EXISTS (
                        SELECT 1 FROM consolidation_signature s
                         WHERE s.id = NEW.takes_back_id AND s.takes_back_id IS NULL
                           AND (s.contract_id, s.part, s.name, s.guarantor_id, s.fund_id, s."on")
                               IS NOT DISTINCT FROM (NEW.contract_id, NEW.part, NEW.name,
                                                     NEW.guarantor_id, NEW.fund_id, NEW."on"))
                """,
                operation=pgtrigger.Insert,
            ),
            checked(
                "signature_of_its_contract",
                unless="""
                    (NEW.guarantor_id IS NULL OR EXISTS (
                        SELECT 1 FROM consolidation_contractguarantor g
                         WHERE g.id = NEW.guarantor_id AND g.contract_id = NEW.contract_id))
                    AND (NEW.fund_id IS NULL OR EXISTS (
                        SELECT 1 FROM consolidation_contractpart p
                          JOIN debts_loan l ON l.id = p.loan_id
                          JOIN members_fundaccount a ON a.id = l.account_id
                         WHERE p.contract_id = NEW.contract_id AND a.fund_id = NEW.fund_id))
                """,
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.name}"


class GuarantorNotice(Chained):
    """That a guarantor was told in writing of a default (หนังสือบอกกล่าวผู้ค้ำประกัน).

    ป.พ.พ. ๖๘๖: within 60 days from the default, or the guarantor is free of interest, damages and
    costs from then on. ``default_on`` is the due date that was missed.
    """

    institution_path = "guarantor__contract__household__institution"
    chained_by = ("guarantor_id",)

    guarantor = models.ForeignKey(
        ContractGuarantor, models.PROTECT, related_name="notices", verbose_name=_("ผู้ค้ำประกัน")
    )
    default_on = models.DateField(_("งวดที่ผิดนัดครบกำหนดเมื่อ"))
    sent_on = models.DateField(_("ส่งเมื่อ"))
    proof = models.CharField(_("หลักฐานการส่ง"), max_length=200)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("ผู้บันทึก"))
    recorded_at = models.DateTimeField(_("บันทึกเมื่อ"), db_default=Now())

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("หนังสือบอกกล่าวผู้ค้ำประกัน")
        verbose_name_plural = verbose_name
        ordering = ["guarantor", "default_on"]
        constraints = [
            models.UniqueConstraint(
                name="notice_once_a_default", fields=["guarantor", "default_on"]
            ),
            models.CheckConstraint(
                name="notice_after_the_default",
                condition=Q(sent_on__gt=models.F("default_on")) & ~Q(proof=""),
            ),
        ]
        triggers = [
            *append_only("guarantor_notice_append_only"),
            headed("guarantor_notice_chained"),
        ]

    def __str__(self) -> str:
        return f"บอกกล่าว {self.guarantor} {self.sent_on}"
