"""Practising (ลองกับข้อมูลตัวอย่าง): what is invented and what is real are never on one page.

A user may sit on the committee of a practice institution beside their real one. Everything they see
and may do follows from their offices, so that it is enough to say which of them hold at the moment.
"""

from collections.abc import Iterable
from datetime import date

from members.models import Institution, Office, User

PRACTISING = "practising"
"""In the session: the user has chosen to practise."""


def offices_at_hand(offices: Iterable[Office], *, practising: bool) -> list[Office]:
    """The practice office alone while practising, or for who has no other; else all but it."""
    held = [*offices]
    practice = [office for office in held if _of_practice(office)]
    real = [office for office in held if not _of_practice(office)]
    return practice if practice and (practising or not real) else real


def _of_practice(office: Office) -> bool:
    return bool(office.institution and office.institution.is_practice)


def practice_of(user: User, on: date) -> Institution | None:
    """What the user practises on, if anything, whether they are practising now or not."""
    offices = Office.objects.in_force(on).filter(user=user, institution__is_practice=True)
    office = offices.select_related("institution").order_by("pk").first()
    return office.institution if office else None


def practising_now(user: User) -> Institution | None:
    """The practice institution that the page is about; None on every page of real data."""
    return next(
        (office.institution for office in user.offices_in_force if _of_practice(office)), None
    )
