"""What a household earns by season and spends on living: a line at a time."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from consolidation.views.people import MAY_CHANGE, done, household_to_change, show
from fundinst.errors import Refused
from fundinst.money import format_baht
from members.budgeting import (
    KINDS,
    StatedLine,
    lines_version,
    remove_line,
    state_line,
    stated,
)
from members.household_forms import LineForm
from members.living import months_in_words
from members.models import Expense, Income
from members.versions import version_of

ASKED = {
    "income": {"what": "รายได้จากอะไร", "example": "เช่น ขายข้าว รับจ้าง เบี้ยผู้สูงอายุ"},
    "expense": {"what": "ใช้จ่ายเรื่องอะไร", "example": "เช่น อาหาร ค่าไฟ ค่าเรียนลูก"},
}
OFTEN = {
    "income": [
        *["ขายข้าว", "ขายพืชไร่", "เลี้ยงสัตว์", "รับจ้าง", "ค้าขาย", "เงินเดือน"],
        *["เบี้ยผู้สูงอายุ", "สวัสดิการของรัฐ", "ลูกหลานส่งให้"],
    ],
    "expense": [
        *["อาหาร", "ค่าไฟ ค่าน้ำ โทรศัพท์", "ค่าเดินทาง", "ค่าเรียนลูก", "ค่ารักษาพยาบาล"],
        *["ปุ๋ยและเมล็ดพันธุ์", "งานบุญ", "ผ่อนหนี้ที่อื่น"],
    ],
}


@permission_required(MAY_CHANGE, raise_exception=True)
def line(
    request: HttpRequest, household_id: int, kind: str, line_id: int | None = None
) -> HttpResponse:
    """Add a line of income or expense, or correct one."""
    household = household_to_change(request, household_id)
    lines = [*KINDS[kind].objects.filter(household=household).order_by("pk")]
    kept = next((one for one in lines if one.pk == line_id), None)
    if line_id is not None and kept is None:
        raise Http404
    version = version_of(stated(kept).values) if kept else lines_version(lines)
    initial = LineForm.initial_of(stated(kept)) if kept else {}
    form = LineForm(request.POST or None, initial=initial | {"seen": version}, **ASKED[kind])
    if form.is_valid():
        said, seen = form.stated, form.cleaned_data["seen"]
        try:
            entry = state_line(
                household, kind, said, line_id=line_id, seen=seen, actor=request.user
            )
        except Refused as refused:
            now = _told(stated(kept)) if kept else {}
            form.meet(refused, now=now, mine=_told(said) if kept else {}, seen=version)
        else:
            answer = done(request, household, entry)
            again = "again" in request.POST
            return redirect(f"consolidation:{kind}_new", household.pk) if again else answer
    more = {"kind": kind, "line": kept, "often": OFTEN[kind]}
    return show(request, "line", household, form, subject=kept, **more)


@permission_required(MAY_CHANGE, raise_exception=True)
def remove(request: HttpRequest, household_id: int, kind: str, line_id: int) -> HttpResponse:
    """Take a line out; pressed twice, it is out."""
    household = household_to_change(request, household_id)
    kept = KINDS[kind].objects.filter(household=household, pk=line_id).first()
    if request.method != "POST" or kept is None:
        return redirect("consolidation:people", household.pk)
    try:
        entry = remove_line(kept, seen=request.POST.get("seen", ""), actor=request.user)
    except Refused as refused:
        return _refused(request, kept, kind, refused)
    return done(request, household, entry)


def _refused(
    request: HttpRequest, kept: Income | Expense, kind: str, refused: Refused
) -> HttpResponse:
    """Others changed the line since: show it as it stands, and why it was left."""
    said = stated(kept)
    initial = LineForm.initial_of(said) | {"seen": version_of(said.values)}
    form = LineForm(None, initial=initial, **ASKED[kind])
    more = {"kind": kind, "line": kept, "often": OFTEN[kind], "refusals": refused.refusals}
    return show(request, "line", kept.household, form, **more)


def _told(said: StatedLine) -> dict[str, str]:
    return {
        "เรื่อง": said.what,
        "บาทต่อเดือน": format_baht(said.amount),
        "เดือน": months_in_words(said.months),
    }
