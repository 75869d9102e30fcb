"""Acts: who sits on the institution's committee, for which term, and who signs its papers."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from fundinst.errors import Refusal, Refused
from fundinst.thai import clean, format_date
from members.audit import record
from members.joining import held
from members.models import AuditEntry, CommitteeMember, Institution, User
from members.seats import (
    ONE_PERSON,
    Position,
    Seat,
    as_text,
    as_written,
    committee_version,
    offices_version,
    refusals_of_committee,
    refusals_of_name,
    stated_of,
)
from members.versions import refusals_if_other, refusals_of_version


@transaction.atomic
def seat_on_committee(
    institution: Institution,
    *,
    position: str,
    name: str,
    on: date,
    actor: User,
    phone: str = "",
    signs: bool = False,
    seen: str | None = None,
) -> CommitteeMember:
    """Seat a person on the committee from that day on; told again, they keep their seat.

    Chair, secretary and treasurer are one person each: whoever sat there before ends their term on
    the day before; a name that was written down on the same day is corrected. ``seen`` is the
    ``offices_version`` that the page was opened with. Raises Refused when others took such an
    office since, without a name, or when somebody's term there begins later.
    """
    held(institution)
    name = clean(name)
    there = institution.committee.in_force(on).filter(position=position)
    if seated := there.filter(name=name).first():
        return seated
    changed = refusals_if_other(seen, offices_version(institution))
    refusals = [*_refusals_to_seat(institution, position, name, on)]
    if refusals := [*refusals, *(changed if position in ONE_PERSON else ())]:
        raise Refused(refusals)

    seat = Seat(position, name, phone, signs)
    before = there.first() if position in ONE_PERSON else None
    if before and before.started_on == on:
        return _write(before, seat, actor)
    return _take_seat(institution, seat, on, actor, _give_way(before, on) if before else None)


def _refusals_to_seat(
    institution: Institution, position: str, name: str, on: date
) -> Iterator[Refusal]:
    if position not in Position.values:
        yield Refusal("position_unknown", "", "ไม่มีตำแหน่งนี้ในคณะกรรมการ กรุณาเลือกใหม่")
    yield from refusals_of_name(name)
    later = institution.committee.filter(position=position, started_on__gt=on).first()
    if position in ONE_PERSON and later:
        day = format_date(later.started_on, digits="arabic")
        yield Refusal("term_begins_later", "", f"{later} เริ่มวาระ {day} อยู่แล้ว ให้ใช้วันเริ่มวาระหลังจากนั้น")


@transaction.atomic(durable=True)
def set_up_committee(
    institution: Institution,
    seats: Sequence[Seat],
    *,
    on: date,
    actor: User,
    seen: str | None = None,
) -> Institution:
    """Make the committee from that day on be these people, whatever was written down before.

    For setting an institution up: a name in a seat that is taken corrects it, and so does another
    day for all of them; who is not named any more goes, and whose term began earlier ends it on the
    day before. ``seen`` is the ``committee_version`` that the page was opened with. Raises Refused
    when others wrote since, without a chair or anybody who signs, or for who is named twice.
    """
    institution = held(institution)
    changed = refusals_if_other(seen, committee_version(institution))
    if refusals := [*refusals_of_committee(seats), *changed]:
        raise Refused(refusals)

    left = [*institution.committee.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on))]
    began_together = len({member.started_on for member in left}) == 1
    for seat in seats:
        known = next((one for one in left if _is_seat(one, seat)), None)
        if known:
            left.remove(known)
            _write(known, seat, actor)
            _begin(known, on if began_together else min(on, known.started_on))
        else:
            _take_seat(institution, seat, on, actor)
    for member in left:
        _unseat(member, on, actor)
    return institution


def _is_seat(member: CommitteeMember, seat: Seat) -> bool:
    same_person = member.name == clean(seat.name)
    return member.position == seat.position and (seat.position in ONE_PERSON or same_person)


@transaction.atomic(durable=True)
def correct_seat(
    member: CommitteeMember,
    *,
    name: str,
    phone: str,
    signs: bool,
    actor: User,
    seen: str | None = None,
) -> CommitteeMember:
    """Mend what was written down of a committee member; somebody else is seated instead.

    ``seen`` is the version of what stood there (``stated_of``). Raises Refused when others wrote
    something else since, without a name, or when the member was taken out.
    """
    member = _held_member(member)
    told = {"name": clean(name), "phone": phone, "signs": signs}
    changed = refusals_of_version(seen, stated_of(member)) if told != stated_of(member) else ()
    if refusals := [*refusals_of_name(told["name"]), *changed]:
        raise Refused(refusals)

    return _write(member, Seat(member.position, name, phone, signs), actor)


@transaction.atomic(durable=True)
def end_term(
    member: CommitteeMember, *, on: date, actor: User, seen: str | None = None
) -> CommitteeMember:
    """The last day of the member's term is that day.

    ``seen`` is the version of the last day known before. Raises Refused when others said another
    one since, before the term began, or when the member was taken out.
    """
    member = _held_member(member)
    if on < member.started_on:
        day = format_date(member.started_on, digits="arabic")
        raise Refused([Refusal("ends_before_it_begins", "", f"สิ้นวาระก่อนวันเริ่มวาระ ({day}) ไม่ได้")])
    if member.ended_on == on:
        return member
    if changed := [*refusals_of_version(seen, as_text(member.ended_on))]:
        raise Refused(changed)

    earlier = member.ended_on
    _end(member, on)
    day = format_date(on, digits="arabic")
    sentence = f"{member} สิ้นวาระ {day}"
    before = {"pk": member.pk, "ended_on": as_text(earlier), "now": str(on)}
    _write_down("term_ended", member, sentence, actor, before)
    return member


def _held_member(member: CommitteeMember) -> CommitteeMember:
    """The member as they are now, the institution being held. Raises Refused when they are out."""
    held(member.institution)
    found: CommitteeMember | None = CommitteeMember.objects.filter(pk=member.pk).first()
    if found is None:
        raise Refused([Refusal("member_gone", "", "มีคนเอาชื่อนี้ออกไปแล้ว กรุณากลับไปดูรายชื่อใหม่")])
    return found


def _end(member: CommitteeMember, on: date | None) -> None:
    member.ended_on = on
    member.save(update_fields=["ended_on"])


def _give_way(member: CommitteeMember, on: date) -> dict[str, object]:
    """End the term of whom another follows from that day on; what gives it back."""
    before: dict[str, object] = {"pk": member.pk, "ended_on": as_text(member.ended_on)}
    _end(member, on - timedelta(days=1))
    return before


def _begin(member: CommitteeMember, on: date) -> None:
    if member.started_on != on:
        member.started_on = on
        member.save(update_fields=["started_on"])


def _take_seat(
    institution: Institution,
    seat: Seat,
    on: date,
    actor: User,
    instead_of: dict[str, object] | None = None,
) -> CommitteeMember:
    member = CommitteeMember.objects.create(
        institution=institution,
        name=clean(seat.name),
        position=seat.position,
        phone=seat.phone,
        signs=seat.signs,
        started_on=on,
    )
    sentence = f"{member.name} เป็น{member.get_position_display()}"
    before = {"pk": member.pk, "instead_of": instead_of, "left": as_written(member)}
    _write_down("committee_seated", member, sentence, actor, before)
    return member


def _write(member: CommitteeMember, seat: Seat, actor: User) -> CommitteeMember:
    """What is written down of the member becomes what is told of the seat, if it differs."""
    before = stated_of(member)
    now = {"name": clean(seat.name), "phone": seat.phone, "signs": seat.signs}
    if now == before:
        return member
    called = str(member)
    for column, value in now.items():
        setattr(member, column, value)
    member.save(update_fields=[*now])
    sentence = f"แก้ข้อมูลกรรมการ {called} เป็น {member}"
    _write_down(
        "seat_corrected", member, sentence, actor, {"pk": member.pk, "was": before, "now": now}
    )
    return member


def _unseat(member: CommitteeMember, on: date, actor: User) -> None:
    if member.started_on < on:
        _end(member, on - timedelta(days=1))
        _write_down("seat_given_up", member, f"{member} พ้นตำแหน่ง", actor)
        return
    _write_down("seat_given_up", member, f"เอา {member} ออกจากคณะกรรมการ เพราะใส่ผิด", actor)
    member.delete()


def _write_down(
    act: str,
    member: CommitteeMember,
    sentence: str,
    actor: User,
    before: dict[str, object] | None = None,
) -> AuditEntry:
    return record(
        act,
        member,
        sentence,
        actor=actor,
        institution=member.institution,
        before=before,
    )
