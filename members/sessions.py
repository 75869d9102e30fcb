"""Ending a user's sessions: on every device, at once."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from members.models import User


def end_sessions(user: User) -> int:
    """Delete the user's sessions inside the caller's transaction; how many there were.

    Django's table doesn't say whose a session is, so those still alive are read: half an hour's
    worth, a few hundred in a province.
    """
    alive = Session.objects.filter(expire_date__gt=timezone.now()).iterator()
    keys = [one.pk for one in alive if one.get_decoded().get(SESSION_KEY) == str(user.pk)]
    return Session.objects.filter(pk__in=keys).delete()[0]


def end_sessions_without_office(user: User) -> int:
    """The same, for a user who holds no office any more today; others go on working."""
    if user.offices.in_force(timezone.localdate()).exists():
        return 0
    return end_sessions(user)
