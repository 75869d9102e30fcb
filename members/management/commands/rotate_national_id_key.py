from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import models, transaction

from fundinst.commands import ActCommand
from members.access import command_line_user
from members.audit import record
from members.models import Household, Person
from members.national_ids import rewritten, sealed_anew

BATCH = 200
COLUMNS = ["national_id_cipher", "national_id_hash"]
UNREADABLE = 1


class Command(ActCommand):
    """Encrypt every national ID anew with the newest key; run it after a key was put in front.

    So are the keys of the files that hold whole IDs: of every model that names its ``sealed_key``
    column. A batch is a transaction: stopped half-way and run again, it goes on with what is left.
    Once it ends with exit status 0, no ID needs the older keys.
    """

    help = (
        "เข้ารหัสเลขประจำตัวประชาชนใหม่ทั้งหมดด้วยกุญแจดอกแรกใน NATIONAL_ID_KEYS "
        "ทำค้างแล้วสั่งซ้ำได้ เสร็จแล้วจึงเอากุญแจดอกเก่าออก"
    )

    def act(self, **options: Any) -> dict[str, Any]:
        result: dict[str, Any] = {"rewritten": 0, "as_they_were": 0, "unreadable": []}
        result |= {"files": 0, "files_unreadable": []}
        after = 0
        while batch := _next_batch(after):
            _rewrite(batch, result)
            after = batch[-1]
        for model in _models_with_sealed_keys():
            _seal_anew(model, result)
        if result["rewritten"] or result["files"]:
            actor = command_line_user()
            said = f"เข้ารหัสเลขประจำตัวประชาชนใหม่ {result['rewritten']:,} คน"
            said += f" เอกสาร {result['files']:,} ฉบับ" if result["files"] else ""
            record("national_ids_rewritten", actor, said, actor=actor, institution=None)
        return result

    def words(self, result: dict[str, Any]) -> str:
        said = (
            f"เข้ารหัสใหม่ {result['rewritten']:,} คน ใช้กุญแจดอกใหม่อยู่แล้ว {result['as_they_were']:,} คน"
        )
        said += f" เอกสาร {result['files']:,} ฉบับ" if result["files"] else ""
        if result["files_unreadable"] and not result["unreadable"]:
            return (
                f"{said}\nเปิดไม่ได้ {len(result['files_unreadable']):,} เอกสาร "
                "อย่าเอากุญแจใดออก ให้ใส่กุญแจเดิมกลับใน NATIONAL_ID_KEYS แล้วสั่งใหม่"
            )
        if lost := result["unreadable"]:
            people = ", ".join(map(str, lost))
            return (
                f"{said}\nเปิดไม่ได้ {len(lost):,} คน (สมาชิกลำดับที่ {people}) เพราะไม่มีกุญแจที่ใช้เข้ารหัส "
                "อย่าเอากุญแจใดออก ให้ใส่กุญแจเดิมกลับใน NATIONAL_ID_KEYS แล้วสั่งใหม่"
            )
        return f"{said}\nครบทุกคนแล้ว เอากุญแจดอกเก่าออกจาก NATIONAL_ID_KEYS ได้"

    def exit_status(self, result: dict[str, Any]) -> int:
        return UNREADABLE if result["unreadable"] or result["files_unreadable"] else 0


def _next_batch(after: int) -> list[int]:
    """The next persons with an ID, by primary key."""
    persons = Person.objects.filter(national_id_cipher__isnull=False, pk__gt=after)
    return [*persons.order_by("pk").values_list("pk", flat=True)[:BATCH]]


@transaction.atomic(durable=True)
def _rewrite(batch: list[int], result: dict[str, Any]) -> None:
    # The households first, as every act does: nobody changes a person meanwhile.
    list(Household.objects.filter(persons__in=batch).order_by("pk").locked().values_list("pk"))
    changed = []
    persons = Person.objects.filter(pk__in=batch, national_id_cipher__isnull=False)
    for person in persons.order_by("pk"):
        try:
            is_new = rewritten(person)
        except InvalidToken:
            result["unreadable"].append(person.pk)
            continue
        result["rewritten" if is_new else "as_they_were"] += 1
        if is_new:
            changed.append(person)
    Person.objects.bulk_update(changed, COLUMNS)


def _models_with_sealed_keys() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if hasattr(model, "sealed_key")]


def _seal_anew(model: type[models.Model], result: dict[str, Any]) -> None:
    column: str = model.sealed_key  # type: ignore[attr-defined]
    after = 0
    rows = model._default_manager.order_by("pk")
    while batch := [*rows.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]]:
        with transaction.atomic(durable=True):
            for row in rows.filter(pk__in=batch).select_for_update(no_key=True):
                sealed = bytes(getattr(row, column))
                try:
                    anew = sealed_anew(sealed)
                except InvalidToken:
                    result["files_unreadable"].append(row.pk)
                    continue
                if anew != sealed:
                    setattr(row, column, anew)
                    row.save(update_fields=[column])
                    result["files"] += 1
        after = batch[-1]
