"""Taking back (เลิกทำ) what was done to the committee; refused once somebody went on from there."""

from datetime import timedelta

from fundinst.errors import Refusal, Refused
from members.models import AuditEntry, CommitteeMember, User
from members.seats import ONE_PERSON, as_day, as_written
from members.undoing import undoes


@undoes("committee_seated")
def take_seat_back(entry: AuditEntry, actor: User) -> None:
    """Take the member out again and give the one before them the term back.

    Refused once either was corrected or ended, or somebody else was seated instead.
    """
    member = _still_there(entry)
    if as_written(member) != entry.before["left"]:
        raise Refused([_CHANGED_SINCE])
    if instead_of := entry.before["instead_of"]:
        former = member.institution.committee.filter(
            pk=instead_of["pk"], ended_on=member.started_on - timedelta(days=1)
        )
        if not former.update(ended_on=as_day(instead_of["ended_on"])):
            raise Refused([_CHANGED_SINCE])
    member.delete()


@undoes("seat_corrected")
def take_correction_back(entry: AuditEntry, actor: User) -> None:
    member = _still_there(entry)
    if any(getattr(member, column) != value for column, value in entry.before["now"].items()):
        raise Refused([_CHANGED_SINCE])
    for column, value in entry.before["was"].items():
        setattr(member, column, value)
    member.save(update_fields=[*entry.before["was"]])


@undoes("term_ended")
def take_end_back(entry: AuditEntry, actor: User) -> None:
    """Let the term end as it did before; Refused once somebody else sits there."""
    member = _still_there(entry)
    if str(member.ended_on) != entry.before["now"] or _is_followed(member):
        raise Refused([_CHANGED_SINCE])
    member.ended_on = as_day(entry.before["ended_on"])
    member.save(update_fields=["ended_on"])


def _is_followed(member: CommitteeMember) -> bool:
    """Whether an office of one person is somebody else's after the member's term."""
    later = member.institution.committee.filter(
        position=member.position, started_on__gt=member.ended_on
    )
    return member.position in ONE_PERSON and later.exists()


_CHANGED_SINCE = Refusal("changed_since", "", "มีการแก้ไขรายการนี้หลังจากนั้นแล้ว จึงเลิกทำไม่ได้ ให้แก้ใหม่แทน")


def _still_there(entry: AuditEntry) -> CommitteeMember:
    member = CommitteeMember.objects.filter(pk=entry.before["pk"]).first()
    if member is None:
        raise Refused([_CHANGED_SINCE])
    return member
