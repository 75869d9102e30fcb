"""Act: remove a practice institution whole, with everything that was ever written down of it.

Nothing else in the system is ever removed. The guards of the tables (append-only, never deleted)
are passed by name, for this act alone, and never that of the institution itself: the database
refuses to lose a real one, and the whole act with it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pgtrigger
from django.apps import apps
from django.db import connection, models, transaction

from fundinst.errors import Refusal, Refused
from members.audit import record
from members.models import AuditEntry, ChainHead, Institution, Job, User, Village
from members.passing_over import REMOVER

HISTORY_OF_DELETING = "delete_delete"
Owned = tuple[type[models.Model], models.QuerySet]


@transaction.atomic(durable=True)
def remove_practice(institution: Institution, *, actor: User) -> AuditEntry:
    """Delete every row of the practice institution: its books, papers, offices and history.

    The one thing that stays is an audit entry of no institution that says so. Raises Refused for a
    real institution, and while long work on it is under way.
    """
    held = Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    if refusals := [*refusals_to_remove(held)]:
        raise Refused(refusals)

    _wait_for_all_at_work(held)
    owned = [*_owned(held)]
    with pgtrigger.ignore(*_guards(model for model, _rows in owned)), _as_remover():
        for _model, rows in owned:
            _delete(rows)
    return record(
        "practice_removed",
        held,
        f"ลบข้อมูลตัวอย่างของ{held.name}ทั้งหมด",
        actor=actor,
        institution=None,
    )


def _wait_for_all_at_work(institution: Institution) -> None:
    """Hold every household, then the institution whole: nobody may add to it any more.

    In this order, since who holds a household may still have to point at the institution.
    """
    list(institution.households.order_by("pk").locked().values_list("pk"))
    Institution.objects.select_for_update().get(pk=institution.pk)


def refusals_to_remove(institution: Institution) -> Iterator[Refusal]:
    if not institution.is_practice:
        yield Refusal("institution_is_real", "", f"{institution}เป็นข้อมูลจริง ลบไม่ได้")
    jobs = Job.objects.filter(institution=institution).exclude(status__in=Job.ENDS)
    if any(not job.is_silent for job in jobs):
        yield Refusal("work_under_way", "", "ยังมีงานที่กำลังทำอยู่กับข้อมูลตัวอย่าง รอให้เสร็จหรือยกเลิกก่อน")


def _owned(institution: Institution) -> Iterator[Owned]:
    """Every table's rows of the institution, those that are reached through others first."""
    ways = {model: model.institution_path for model in apps.get_models() if _has_way(model)}
    tables = [(model, path, model._default_manager.all()) for model, path in ways.items()]
    for event in _histories():
        if (tracked := event.pgh_tracked_model) in ways:
            tables.append((event, ways[tracked] or "pgh_obj", event._default_manager.all()))
    tables.sort(key=lambda table: table[1].count("__") + bool(table[1]), reverse=True)
    # The village was made for the practice, and is nobody else's.
    for event in _histories():
        if event.pgh_tracked_model is Village:
            yield event, event._default_manager.filter(pgh_obj=institution.village_id)
    yield ChainHead, ChainHead.objects.filter(key__startswith=f"{institution.pk}/")
    for model, path, rows in tables:
        yield model, rows.filter(**_own(institution, path))
    yield Village, Village.objects.filter(pk=institution.village_id)


def _histories() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]


def _has_way(model: type[models.Model]) -> bool:
    return hasattr(model, "institution_path")


def _own(institution: Institution, path: str) -> dict[str, object]:
    """The lookup; said twice, so that no slip of ours can reach a real institution's rows."""
    practice = f"{path}__is_practice" if path else "is_practice"
    return {path or "pk": institution.pk, practice: True}


def _guards(owned: Iterable[type[models.Model]]) -> list[str]:
    """The triggers that keep rows from being deleted, of these tables but the institution's own.

    And those that would write down that they were.
    """
    tables = {*owned}
    return [
        f"{model._meta.label}:{trigger.name}"
        for model, trigger in pgtrigger.registered()
        if model in tables
        and (model is not Institution or trigger.name == HISTORY_OF_DELETING)
        and pgtrigger.Delete in _operations(trigger)
        and trigger.level == pgtrigger.Row
    ]


def _operations(trigger: pgtrigger.Trigger) -> list[object]:
    return getattr(trigger.operation, "operations", [trigger.operation])


@contextmanager
def _as_remover() -> Iterator[None]:
    """In production the application itself may delete no entry of a history (docs/grants.sql).

    It may only step into a role to which the database shows nothing to delete but practice.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        (role,) = cursor.fetchone()
        cursor.execute(
            "SELECT set_config('role', rolname, true) FROM pg_roles"
            " WHERE rolname = %s AND pg_has_role(current_user, oid, 'MEMBER')"
            " AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)",
            [REMOVER],
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [role])


def _delete(rows: models.QuerySet) -> None:
    """One statement; Django's own delete would stop at every PROTECT on the way."""
    own = rows.model._default_manager.filter(pk__in=rows.order_by().values("pk"))
    own._raw_delete(connection.alias)
