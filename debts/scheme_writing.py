"""Act: write a version of an institution's scheme of classes, in force from a day on."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction

from debts.classifying import standing
from debts.models import Classification, ClassScheme
from debts.scheme_reading import refusals_to_definition
from debts.schemes import definition_of, read_scheme
from fundinst.errors import Refusal, Refused
from fundinst.thai import format_date
from members.audit import record
from members.models import Institution, User
from members.versions import refusals_if_other, version_of


def refusals_to_write_scheme(institution: Institution, effective_on: date) -> Iterator[Refusal]:
    """Why no version may begin on that day."""
    versions = ClassScheme.objects.filter(institution=institution)
    day = format_date(effective_on, style="medium", digits="arabic")
    if versions.filter(effective_on=effective_on).exists():
        sentence = f"มีวิธีจัดประเภทที่ใช้ตั้งแต่ {day} อยู่แล้ว ให้ใช้วันอื่น"
        yield Refusal("version_that_day", "", sentence)
    later = standing(Classification.objects.filter(household__institution=institution))
    used = later.filter(scheme__effective_on__gt=effective_on).order_by("-on").first()
    if used and used.scheme:
        begun = format_date(used.scheme.effective_on, style="medium", digits="arabic")
        last = format_date(used.on, style="medium", digits="arabic")
        sentence = f"จัดประเภทด้วยวิธีที่ใช้ตั้งแต่ {begun} ไปแล้ว ครั้งสุดท้าย ณ {last} ให้เริ่มใช้วิธีใหม่หลังวันนั้น"
        yield Refusal("later_version_used", "", sentence)


def schemes_version(institution: Institution) -> str:
    """The version of all schemes that the institution ever wrote."""
    written = ClassScheme.objects.filter(institution=institution).order_by("pk")
    return version_of([*written.values_list("pk", flat=True)])


@transaction.atomic(durable=True)
def write_scheme(
    institution: Institution,
    *,
    effective_on: date,
    definition: dict[str, Any],
    actor: User,
    seen: str | None = None,
) -> ClassScheme:
    """Write a version of the institution's scheme, in force from a day on.

    What was classified before keeps the classes it was given. Told the very same again, it is that
    version. ``seen`` is the ``schemes_version`` that the page was opened with. Raises Refused when
    others wrote a version since, for a definition that can't be read, a day that has another
    version, and a day before classifications that were made under a later version.
    """
    institution = Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    unreadable = [*refusals_to_definition(definition)]
    written = {} if unreadable else definition_of(read_scheme(definition))
    said = {"institution": institution, "effective_on": effective_on, "definition": written}
    if same := ClassScheme.objects.filter(**said).first():
        return same
    if refusals := [
        *unreadable,
        *refusals_if_other(seen, schemes_version(institution)),
        *refusals_to_write_scheme(institution, effective_on),
    ]:
        raise Refused(refusals)

    version = ClassScheme.objects.create(**said, written_by=actor)
    day = format_date(effective_on, style="medium", digits="arabic")
    record(
        "class_scheme_written",
        version,
        f"เขียนวิธีจัดประเภทลูกหนี้ ใช้ตั้งแต่ {day}",
        actor=actor,
        institution=institution,
    )
    return version
