"""The five tasks of a household (รายการงาน), how far each has come, and which comes next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.timezone import localdate

from consolidation.cases import case_in_words
from consolidation.models import Case, Contract, Review, Submission
from consolidation.negotiating_rules import refusals_to_negotiate
from consolidation.proposal import refusals_before_choosing, without_disputed
from consolidation.registration_checks import MAY_BE_SENT
from consolidation.returned import mended_in_grid
from consolidation.rules import refusals_to_select
from consolidation.unreviewed import LIFTED_BY_REASON
from debts.classifying import class_on
from debts.models import Loan, Register, SurveyRow
from fundinst.days import day_in_words
from fundinst.errors import Refusal
from fundinst.money import format_baht
from members.models import Expense, Fund, Household, Income, Person

NOT_YET = LIFTED_BY_REASON | {"case_not_ready"}
"""Refusals of a contract that go away by themselves on the road: the district hasn't approved."""

DONE, TODO, LATER, WAITING = "done", "todo", "later", "waiting"
WORDS = {DONE: "เสร็จแล้ว", TODO: "ต้องทำ", LATER: "ยังเริ่มไม่ได้", WAITING: "รออำเภอตรวจ"}


@dataclass(frozen=True, slots=True)
class Task:
    """One task: done, to do, not to be begun yet (``later``), or with the district (``waiting``).

    ``hint`` says what was done, what is missing, or why it can't be begun; ``verb`` is what the
    button to it says. ``refusals`` are the rules in the way, where a rule says no. ``selected``:
    by the meeting, and the district hasn't let it pass yet. ``ways`` are further pages of the task,
    as words and address.
    """

    label: str
    state: str
    hint: str
    verb: str
    url: str = ""
    word: str = ""
    refusals: tuple[Refusal, ...] = ()
    selected: bool = False
    ways: tuple[tuple[str, str], ...] = ()

    @property
    def status(self) -> str:
        return self.word or WORDS[self.state]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a household, read once by its page.

    ``numberless``: somebody said that the house has no number. ``sent`` is what was last sent to
    the district, ``review`` the last decision on it; ``signed``: its papers are all there;
    ``is_locked``: its data stays as it was sent until a correction is asked for.
    """

    persons: Sequence[Person]
    incomes: Sequence[Income]
    expenses: Sequence[Expense]
    owing: Sequence[Loan]
    case: Case | None
    contract: Contract | None
    numberless: bool
    sent: Submission | None = None
    review: Review | None = None
    signed: bool = False
    is_locked: bool = False


def tasks_of(household: Household, facts: Facts, *, on: date) -> list[Task]:
    """The five tasks in order, as of a day."""
    data = [_information(household, facts), _debts(household, facts), _class(household, facts, on)]
    return [
        *(map(_locked, data) if facts.is_locked else data),
        _registration(household, facts),
        _contract(household, facts, on),
    ]


def next_task(tasks: Sequence[Task]) -> Task:
    """What to do now.

    Once the meeting has selected the household it is the registration, and once the district has
    let it pass, the contract; before, the first task that is left. Where none can be begun, the
    first that says why; when all is done, the last.
    """
    *_before, registration, contract = tasks
    if contract.state == DONE or registration.state == DONE:
        return contract
    # What can never be merged isn't sent for nothing; that it isn't approved yet is no such reason.
    never = [why for why in contract.refusals if why.code not in NOT_YET]
    if registration.selected:
        return contract if registration.state == TODO and never else registration
    left = [task for task in tasks if task.state == TODO]
    barred = [task for task in tasks if task.refusals]
    return (left or barred or [contract])[0]


def missing_of(household: Household, facts: Facts) -> Iterator[tuple[str, str]]:
    """What a household's information still lacks: a code and its word, in the page's order."""
    if not household.house_number and not facts.numberless:
        yield "house", "บ้านเลขที่"
    if not any(person.is_head for person in facts.persons):
        yield "head", "หัวหน้าครัวเรือน"
    if not any(person.phone or person.occupation for person in facts.persons):
        yield "contact", "โทรศัพท์หรืออาชีพ"
    if not facts.incomes:
        yield "income", "รายได้"
    if not facts.expenses:
        yield "expense", "ค่าใช้จ่ายในครัวเรือน"


def silent_funds(household: Household) -> list[Fund]:
    """Member funds that have said nothing of the household's debts yet.

    A fund has spoken when a register of it was recorded, when it has loans in the village's books
    at all, or when the household's own row of the debtor grid was filled in.
    """
    rows = SurveyRow.objects.filter(household=household, state=SurveyRow.State.RECORDED)
    registers = Register.objects.filter(
        account__fund=OuterRef("pk"), status=Register.Status.RECORDED
    )
    loans = Loan.objects.filter(account__fund=OuterRef("pk"))
    funds = Fund.objects.filter(institution=household.institution_id).order_by("position")
    return [*funds.exclude(Exists(registers) | Exists(loans) | Exists(rows))]


def _information(household: Household, facts: Facts) -> Task:
    missing = [word for _code, word in missing_of(household, facts)]
    return Task(
        "ข้อมูลครัวเรือน",
        TODO if missing else DONE,
        f"ยังขาด {', '.join(missing)}"
        if missing
        else f"{len(facts.persons)} คน มีรายได้และค่าใช้จ่ายแล้ว",
        "กรอกข้อมูลครัวเรือน",
        reverse("consolidation:people", args=[household.pk]),
    )


def _debts(household: Household, facts: Facts) -> Task:
    silent = ", ".join(map(str, silent_funds(household)))
    owed = sum(loan.outstanding for loan in facts.owing)
    none_left = "ปิดหนี้เดิมแล้ว รวมเป็นสัญญาเดียว" if facts.contract else "ไม่มีหนี้ค้าง"
    known = f"{len(facts.owing)} สัญญา {format_baht(owed)} บาท" if owed else none_left
    return Task(
        "หนี้ทุกกองทุน",
        TODO if silent else DONE,
        f"ยังไม่มีข้อมูลจาก {silent}" if silent else known,
        "กรอกหนี้ให้ครบทุกกองทุน",
        _grid(household, facts),
    )


def _grid(household: Household, facts: Facts) -> str:
    """The household's row of the grid; while it is mended, as of its cut-off date."""
    if facts.case and facts.sent and facts.case.status == Case.Status.RETURNED:
        return mended_in_grid(household, facts.sent.registration.cut_off)
    return f"{reverse('debts:grid', args=[household.institution.code])}#household-{household.pk}"


def _class(household: Household, facts: Facts, on: date) -> Task:
    label, verb = "จัดประเภทลูกหนี้", "จัดประเภทลูกหนี้"
    url = reverse("debts:classify", args=[household.pk])
    if given := class_on(household, on):
        overdue = f" ({given.overdue_name})" if given.overdue_name else ""
        return Task(
            label, DONE, f"{given.judged_name}{overdue} ณ {day_in_words(given.on)}", verb, url
        )
    if facts.owing:
        return Task(label, TODO, "ดูว่าค้างนานเท่าใด จ่ายได้และตั้งใจจ่ายเพียงใด", verb, url)
    if facts.contract:
        return Task(label, LATER, "ทำสัญญาเดียวไปโดยไม่ได้จัดประเภท", verb, word="ไม่ได้ทำ")
    return Task(label, LATER, "ครัวเรือนนี้ไม่มีหนี้ค้าง", verb)


def _locked(task: Task) -> Task:
    """The same while nothing can be changed: what is left isn't asked for, only told."""
    if task.state != TODO:
        return task
    return replace(task, state=LATER, word="แก้ไม่ได้ตอนนี้")


def _registration(household: Household, facts: Facts) -> Task:
    label = "ขึ้นทะเบียน"
    if facts.case:
        return _of_case(label, household, facts, facts.case)
    verb = "คัดเลือกเป็นเป้าหมาย"
    if refusals := (*refusals_to_select(household),):
        return Task(label, LATER, _because(refusals), verb, refusals=refusals)
    url = reverse("consolidation:select", args=[household.pk])
    return Task(label, TODO, "ที่ประชุมกรรมการคัดเลือกเป็นครัวเรือนเป้าหมาย", verb, url)


def _of_case(label: str, household: Household, facts: Facts, case: Case) -> Task:
    """Selected, then sent and waiting, then returned or let pass: each looks like nothing else."""
    since = f"เป็นครัวเรือนเป้าหมายตั้งแต่ {day_in_words(case.opened_on)}"
    sent, review = facts.sent, facts.review
    if case.status in MAY_BE_SENT:
        return _to_send(label, household, facts, since)
    if sent is None:
        url = reverse("consolidation:criteria", args=[household.pk])
        return Task(label, DONE, since, "ดูเกณฑ์คัดเลือก", url, word="คัดเลือกแล้ว")
    url = reverse("consolidation:submission", args=[sent.pk])
    if case.status == Case.Status.SUBMITTED:
        day = day_in_words(localdate(sent.recorded_at))
        hint = f"ส่งให้อำเภอเมื่อ {day} (ฉบับที่ {sent.version}) ระหว่างรอแก้ไขไม่ได้"
        return Task(label, WAITING, hint, "ดูข้อมูลที่ส่ง", url, selected=True)
    hint = f"อำเภอตรวจผ่านเมื่อ {day_in_words(localdate(review.recorded_at))}" if review else since
    return Task(label, DONE, hint, "ดูข้อมูลที่ส่ง", url, word="ผ่านการตรวจ")


def _to_send(label: str, household: Household, facts: Facts, since: str) -> Task:
    url = reverse("consolidation:registration", args=[household.institution.code])
    if facts.review and facts.case and facts.case.status == Case.Status.RETURNED:
        own = facts.review.outcome == Review.Outcome.CORRECTION
        said = case_in_words(facts.case.status, facts.review)
        hint = f"{said}: {facts.review.reason} · แก้แล้วส่งใหม่"
        word = "กำลังแก้ไขเอง" if own else "ส่งกลับแก้ไข"
        return Task(label, TODO, hint, "ตรวจแล้วส่งใหม่", url, word=word, selected=True)
    if facts.signed:
        hint = f"{since} · ครัวเรือนลงชื่อครบแล้ว"
        return Task(label, TODO, hint, "ตรวจแล้วส่งให้อำเภอ", url, word="ยังไม่ได้ส่ง", selected=True)
    hint = f"{since} · ให้ครัวเรือนลงชื่อรับรองหนี้และให้ความยินยอมก่อน"
    url = reverse("consolidation:confirm", args=[household.pk])
    return Task(label, TODO, hint, "บันทึกการรับรองหนี้", url, word="ยังไม่ได้ส่ง", selected=True)


def _contract(household: Household, facts: Facts, on: date) -> Task:
    label = "เจรจาและทำสัญญาเดียว"
    if contract := facts.contract:
        hint = f"สัญญาเลขที่ {contract} {format_baht(contract.amount)} บาท ถือโดย{contract.fund}"
        return Task(label, DONE, hint, "ดูสัญญา", contract.get_absolute_url())
    verb = "รวมหนี้เป็นสัญญาเดียว"
    if not facts.case:
        return Task(label, LATER, "ต้องคัดเลือกเป็นเป้าหมายก่อน", verb)
    url = reverse("consolidation:merge", args=[household.pk])
    if refusals := (*refusals_before_choosing(household, facts.owing, on=on),):
        # What only waits for the district has a page that says how to go on, and how else.
        lifted = all(why.code in LIFTED_BY_REASON for why in refusals)
        way = {"verb": "ดูว่าต้องทำอะไรก่อน", "url": url} if lifted else {"verb": verb}
        ways = _ways(household, facts)
        return Task(label, LATER, _because(refusals), refusals=refusals, ways=ways, **way)
    number = len(without_disputed(facts.owing))
    hint, ways = f"รวม {number} สัญญาเป็นสัญญาเดียว", _ways(household, facts)
    return Task(label, TODO, hint, verb, url, ways=ways)


def _ways(household: Household, facts: Facts) -> tuple[tuple[str, str], ...]:
    """What may be done beside the contract, before it: talking with the creditors."""
    if any(refusals_to_negotiate(household, facts.case)):
        return ()
    return (
        ("เจรจากับเจ้าหนี้", reverse("consolidation:negotiate", args=[household.pk])),
        ("เอกสารและวิธีทางกฎหมาย", reverse("consolidation:papers_in", args=[household.pk])),
    )


def _because(refusals: Sequence[Refusal]) -> str:
    return " ".join(refusal.sentence for refusal in refusals)
