"""What a person is told inside the product (การแจ้งเตือน): never by e-mail and never by chat."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from fundinst.id_numbers import mask_ids
from members.models import Area, Institution, Notice, Office, User

LONGEST = 300
"""Characters of a notice; what a reviewer wrote may be longer and is read where it leads."""
COUNTED = 99
"""More unread ones than these aren't counted."""


def committee_users(institution: Institution, *, on: date) -> QuerySet[User]:
    """Who may sign in for the institution's committee on that day."""
    return _holding(Office.objects.in_force(on).filter(institution=institution))


def district_officers(institution: Institution, *, on: date) -> QuerySet[User]:
    """The officers of the institution's district on that day; over practice there are none."""
    district = institution.subdistrict_id[:4]  # a subdistrict's code begins with its district's
    offices = Office.objects.in_force(on).filter(role=Office.Role.DISTRICT, area=district)
    return _holding(offices.none() if institution.is_practice else offices)


def officers_of(area: str, *, on: date) -> QuerySet[User]:
    """Who holds an office over exactly that area (its code; "" is the country) on that day."""
    offices = Office.objects.in_force(on).filter(institution=None)
    if area:
        return _holding(offices.filter(area=area))
    return _holding(offices.filter(role=Office.Role.DEPARTMENT))


def _holding(offices: QuerySet[Office]) -> QuerySet[User]:
    return User.objects.filter(is_active=True, pk__in=offices.values("user")).order_by("pk")


def tell(
    users: Iterable[User],
    *,
    institution: Institution | None = None,
    area: Area | None = None,
    key: str,
    sentence: str,
    url: str,
) -> None:
    """Leave each of them a notice, inside the caller's transaction.

    ``key`` names what it is about: who was told of it is not told again. ``url`` is an address of
    this site, within what they all may see. It is of an institution, or of an ``area`` over many.
    """
    sentence = mask_ids(sentence)
    said = sentence if len(sentence) <= LONGEST else f"{sentence[: LONGEST - 1]}…"
    Notice.objects.bulk_create(
        [
            Notice(user=user, institution=institution, area=area, key=key, sentence=said, url=url)
            for user in users
        ],
        ignore_conflicts=True,
    )


def tell_each(
    told: Iterable[tuple[User, Institution]], *, key: str, sentence: str, url: str
) -> None:
    """The same sentence to many, each of their own institution, in one go."""
    Notice.objects.bulk_create(
        [
            Notice(user=user, institution=institution, key=key, sentence=sentence, url=url)
            for user, institution in told
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def notices_of(user: User) -> QuerySet[Notice]:
    """The user's own, newest first, as far as their offices still reach."""
    return Notice.objects.visible_to(user).filter(user=user)


def unread_in_words(user: User) -> str:
    """How many wait to be read, for the header: "" when none do, "99+" above ninety-nine."""
    unread = notices_of(user).filter(read_at__isnull=True).order_by()[: COUNTED + 1].count()
    if unread > COUNTED:
        return f"{COUNTED}+"
    return str(unread) if unread else ""


def read_notices(notices: QuerySet[Notice], *, at: datetime) -> int:
    """Mark those of them that are unread; how many they were. One statement, so a transaction."""
    return notices.filter(read_at__isnull=True).order_by().update(read_at=at)
