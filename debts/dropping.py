"""Act: throw away what was typed in a row of the grid and never entered the books; the way back."""

from uuid import UUID

from django.db import transaction

from debts.grid import NAME
from debts.models import SurveyRow
from fundinst.errors import Refusal, Refused
from members.audit import record
from members.models import AuditEntry, Household, Institution, User
from members.undoing import undoes

ACT = "row_dropped"


@transaction.atomic(durable=True)
def drop_row(institution: Institution, key: UUID, *, actor: User) -> AuditEntry | None:
    """Throw away what was typed in the row; what is in the books stays. None: nothing was typed."""
    held = SurveyRow.objects.select_for_update(no_key=True, of=("self",))
    survey = held.filter(institution=institution, key=key).first()
    if survey is None or not survey.typed:
        return None

    before = {"typed": survey.typed, "state": survey.state}
    typed = survey.typed["cells"]
    name = " ".join(filter(None, (typed.get(NAME), typed.get("house_number"))))
    survey.typed = {}
    survey.state = SurveyRow.State.RECORDED if survey.household_id else SurveyRow.State.DROPPED
    survey.save(update_fields=["typed", "state"])
    return record(
        ACT,
        survey,
        f"ทิ้งแถวที่พิมพ์ค้างไว้ {name}".strip()[:500],
        actor=actor,
        institution=institution,
        household=survey.household,
        before=before,
    )


def forget_typed(household: Household) -> None:
    """What waits in the household's row goes with it, inside the caller's transaction."""
    surveys = SurveyRow.objects.filter(household=household)
    surveys.update(state=SurveyRow.State.RECORDED, typed={}, written={})


@undoes(ACT)
def take_up_row(entry: AuditEntry, actor: User) -> None:
    """Put what was typed back into the row, to be mended there.

    Inside the transaction of ``undo_entry``. Raises Refused when the row was typed in again since,
    or is no row of its own any more.
    """
    held = SurveyRow.objects.select_for_update(no_key=True, of=("self",))
    survey = held.filter(pk=entry.subject.partition(":")[2], household=entry.household_id).first()
    if survey is None or survey.typed or "typed" not in entry.before:
        sentence = "แถวนี้พิมพ์ใหม่แล้ว จึงนำที่ทิ้งไปกลับมาไม่ได้"
        raise Refused([Refusal("row_typed_again", "", sentence)])
    survey.typed, survey.state = entry.before["typed"], entry.before["state"]
    survey.save(update_fields=["typed", "state"])
