"""The one way to write down that an act was done."""

from django.db import models

from fundinst.id_numbers import mask_ids
from members.access import require_still
from members.models import AuditEntry, Household, Institution, User
from members.sent_forms import name_of_sending

LONGEST = 500


def record(
    act: str,
    subject: models.Model,
    sentence: str,
    *,
    actor: User,
    institution: Institution | None,
    household: Household | None = None,
    before: dict[str, object] | None = None,
    undoes: AuditEntry | None = None,
) -> AuditEntry:
    """Write the audit entry, inside the caller's transaction.

    ``sentence`` is what a household's timeline shows: past tense, Thai, with the figures; a
    national ID that somebody typed among them is masked, and what is too long is cut off.
    Raises OfficeEnded where the actor's office at the institution ended meanwhile: an act doesn't
    outlive the office that it is done in, and what it wrote goes with its transaction.
    ``before`` is what the act's way back needs (``members/undoing.py``), in JSON's own types;
    ``undoes`` is the entry that this one takes back.
    """
    if institution is not None and subject != actor:  # one's own account hangs on no office
        require_still(actor, institution)
    return AuditEntry.objects.create(
        act=act,
        subject=f"{subject._meta.label}:{subject.pk}",
        sentence=mask_ids(sentence)[:LONGEST],
        actor=actor,
        institution=institution,
        household=household,
        before=before or {},
        undoes=undoes,
        sent_key=name_of_sending(),
    )
