"""Households and the persons of them."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fundinst.guards import checked, kept, stands
from fundinst.history import tracked
from fundinst.names import Name
from members.models.areas import Village
from members.models.institutions import Institution
from members.scope import ScopedQuerySet


class HouseholdQuerySet(ScopedQuerySet):
    def locked(self) -> "HouseholdQuerySet":
        """Hold the household until the end of the transaction.

        The one lock: whoever changes a household's debts or contracts takes it first, so there is
        no order of locks to remember and no deadlock.
        """
        return self.select_for_update(no_key=True, of=("self",))

    def listed(self) -> "HouseholdQuerySet":
        """Those in the register; without the ones that were taken out as mistakes."""
        return self.filter(is_removed=False)

    def with_head(self) -> "HouseholdQuerySet":
        """Annotate the head's name and its place in Thai order, for lists."""
        head = Person.objects.filter(household=models.OuterRef("pk"), is_head=True)
        return self.annotate(
            head_name=models.Subquery(head.values("full_name")[:1]),
            head_sort_key=models.Subquery(head.values("sort_key")[:1]),
        )


@tracked()
class Household(models.Model):
    """A household (ครัวเรือน): the people of one house who owe together.

    A house number may be missing, and two families may share one.
    """

    institution_path = "institution"

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="households", verbose_name=_("สถาบัน")
    )
    village = models.ForeignKey(
        Village, models.PROTECT, null=True, blank=True, verbose_name=_("หมู่บ้าน")
    )
    house_number = models.CharField(_("บ้านเลขที่"), max_length=50, blank=True)
    house_key = models.CharField(
        _("ลำดับบ้านเลขที่"), max_length=200, blank=True, db_collation="C", editable=False
    )
    is_removed = models.BooleanField(
        _("เอาออกจากทะเบียน"),
        default=False,
        help_text=_("ไม่แสดงในรายชื่อ ข้อมูลเดิมยังอยู่ และกลับมาเองเมื่อมีหนี้"),
    )

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("ครัวเรือน")
        verbose_name_plural = verbose_name
        ordering = ["house_key", "id"]
        indexes = [models.Index(name="household_by_house", fields=["institution", "house_key"])]
        triggers = [
            stands(
                "household_stays_in_its_institution",
                but=["house_number", "house_key", "village_id", "is_removed"],
            )
        ]

    def __str__(self) -> str:
        return f"บ้านเลขที่ {self.house_number}" if self.house_number else "ไม่มีบ้านเลขที่"


# The ID stays out of the history: what is encrypted anew must not lie there under an old key. That
# it was changed doesn't: its digest is there.
@tracked(exclude=["national_id_cipher", "national_id_hash"])
class Person(models.Model):
    """A person of a household (สมาชิก); a debtor when a loan is in their name."""

    institution_path = "household__institution"

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="persons", verbose_name=_("ครัวเรือน")
    )
    title = models.CharField(_("คำนำหน้า"), max_length=50, blank=True)
    given = models.CharField(_("ชื่อ"), max_length=100)
    surname = models.CharField(_("นามสกุล"), max_length=100, blank=True)
    full_name = models.CharField(_("ชื่อ-สกุล"), max_length=260, editable=False)
    name_key = models.CharField(_("ชื่อสำหรับเทียบ"), max_length=260, editable=False)
    sort_key = models.CharField(_("ชื่อสำหรับเรียง"), max_length=1000, db_collation="C", editable=False)
    is_head = models.BooleanField(_("หัวหน้าครัวเรือน"), default=False)
    phone = models.CharField(_("โทรศัพท์"), max_length=30, blank=True)
    occupation = models.CharField(_("อาชีพ"), max_length=100, blank=True)
    national_id_tail = models.CharField(
        _("เลขประจำตัวประชาชน 4 ตัวท้าย"), max_length=4, blank=True, db_collation="C"
    )
    national_id_cipher = models.BinaryField(_("เลขประจำตัวประชาชน (เข้ารหัส)"), null=True, blank=True)
    national_id_hash = models.CharField(
        _("เลขประจำตัวประชาชน (สำหรับค้น)"), max_length=64, blank=True, db_collation="C"
    )
    national_id_digest = models.CharField(
        _("ลายนิ้วมือของเลขประจำตัวประชาชน"), max_length=64, db_default="", editable=False
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("สมาชิก")
        verbose_name_plural = verbose_name
        ordering = ["household", "-is_head", "sort_key"]
        indexes = [
            models.Index(name="person_by_name", fields=["name_key"]),
            models.Index(
                name="person_by_id", fields=["national_id_hash"], condition=~Q(national_id_hash="")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="household_one_head", fields=["household"], condition=Q(is_head=True)
            ),
            models.CheckConstraint(
                name="person_id_tail_is_four_digits",
                condition=Q(national_id_tail__regex=r"^([0-9]{4})?$"),
            ),
            models.CheckConstraint(
                name="person_id_is_encrypted_and_found",
                condition=Q(national_id_cipher__isnull=True, national_id_hash="")
                | (
                    Q(national_id_cipher__isnull=False, national_id_hash__regex="^[0-9a-f]{64}$")
                    & ~Q(national_id_tail="")
                ),
            ),
        ]
        # Loans and contracts are the household's; leaving one is an act of its own, to come.
        triggers = [
            checked(
                "person_stays_in_their_household",
                unless="NEW.household_id = OLD.household_id",
                operation=pgtrigger.Update,
            ),
            kept(
                "person_id_digested",
                "national_id_digest",
                "COALESCE(encode(sha256(NEW.national_id_cipher"
                " || convert_to(NEW.national_id_hash, 'UTF8')), 'hex'), '')",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def name(self) -> Name:
        return Name(title=self.title, given=self.given, surname=self.surname)
