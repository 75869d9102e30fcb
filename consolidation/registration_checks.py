"""What stands in the way of sending a household to the district, and what people should know.

A refusal stops the sending; a warning is shown and stops nothing. A note is information that many
households of a village share, and that the household can't help: it asks nobody to look first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from consolidation.cases import case_in_words
from consolidation.consenting import LAW
from consolidation.criteria import NOT_MET, UNKNOWN
from consolidation.models import Case, Review
from consolidation.returned import Later, later_figures
from consolidation.snapshot import content_from, differences, flat
from consolidation.snapshot_facts import Facts, facts_of
from debts.balances import Balance
from debts.confirmations import is_answered, is_disputed, named
from fundinst.days import day_in_words
from fundinst.errors import Refusal
from fundinst.money import format_baht
from members.models import Household, Person
from members.models.funds import LAWFUL_PERCENT_A_YEAR

S = Case.Status
MAY_BE_SENT = (S.SELECTED, S.RETURNED)
"""Where a case may stand when it is sent: never sent, or returned and mended."""
SAID_ONCE = {
    "no_class": "ยังไม่ได้จัดประเภทลูกหนี้",
    "criteria_unknown": "ยังไม่ทราบว่าผ่านเกณฑ์คัดเลือกครบทุกข้อหรือไม่",
}
"""What a note comes to when it is said of a whole list at once."""
FEWEST = 3
"""A note of fewer households than these stands at each of them."""
BEHIND = ("actor", "submission__case", "submission__registration")
"""What is read with a review that asks to mend a household."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A household that may be registered, with every refusal, every warning and every note.

    ``owed`` is what would be registered, ``disputed`` what is left out of it, in baht.
    ``returned`` is the review that asks to mend it, ``later`` what was mended as of another day.
    """

    facts: Facts
    returned: Review | None
    refusals: tuple[Refusal, ...]
    warnings: tuple[Refusal, ...]
    notes: tuple[Refusal, ...] = ()
    later: Later | None = None

    @property
    def household(self) -> Household:
        return self.facts.household

    @property
    def case(self) -> Case | None:
        return self.facts.case

    @property
    def head(self) -> str:
        names = [person.full_name for person in self.facts.persons if person.is_head]
        return names[0] if names else ""

    @property
    def status_in_words(self) -> str:
        return case_in_words(self.case.status, self.returned) if self.case else ""

    @property
    def is_ready(self) -> bool:
        return not self.refusals

    @property
    def is_clean(self) -> bool:
        return not self.refusals and not self.warnings

    @property
    def registered(self) -> list[Balance]:
        return [one for one in self.facts.balances if not self._is_disputed(one)]

    @property
    def owed(self) -> Decimal:
        return sum((one.total for one in self.registered), Decimal(0))

    @property
    def disputed(self) -> Decimal:
        every = sum((one.total for one in self.facts.balances), Decimal(0))
        return every - self.owed

    def _is_disputed(self, balance: Balance) -> bool:
        return is_disputed(self.facts.words.get(balance.loan.pk))

    def __str__(self) -> str:
        return f"{self.head} {self.household}".strip()


def check(households: Sequence[Household], *, cut_off: date) -> list[Checked]:
    """Each household with what is said of it, in the order given; a constant number of queries."""
    facts = facts_of(households, cut_off=cut_off)
    names = _names_twice(facts)
    returned = _returned(one.case for one in facts.values() if one.case)
    later = later_figures(returned.values())
    return [
        Checked(
            facts=(one := facts[household.pk]),
            returned=(back := returned.get(one.case.pk) if one.case else None),
            refusals=(*_refusals_of(one, cut_off),),
            warnings=(
                *_warnings_of(one, names),
                *_warnings_of_return(one, back, later.get(household.pk), cut_off),
            ),
            notes=(*_notes_of(one),),
            later=later.get(household.pk),
        )
        for household in households
    ]


@dataclass(frozen=True, slots=True)
class Common:
    """A note that most households of a list share, so that it is said once above it."""

    code: str
    sentence: str
    count: int
    is_of_all: bool


def common_notes(checked: Sequence[Checked]) -> list[Common]:
    """The notes that more than half of these households share, where they are not just a few."""
    counts = Counter(note.code for one in checked for note in one.notes)
    return [
        Common(code, SAID_ONCE[code], counts[code], is_of_all=counts[code] == len(checked))
        for code in SAID_ONCE
        if counts[code] >= FEWEST and counts[code] * 2 > len(checked)
    ]


def warnings_of(
    households: Sequence[Household], *, cut_off: date
) -> dict[int, tuple[Refusal, ...]]:
    """The warnings of households that the district looks at, which nobody is to mend now.

    By household; for a list that shows neither notes nor refusals, in a constant number of queries.
    """
    facts = facts_of(households, cut_off=cut_off, whole=False)
    names = _names_twice(facts)
    return {pk: (*_warnings_of(one, names),) for pk, one in facts.items()}


def _returned(cases: Iterable[Case]) -> dict[int, Review]:
    """The last review of each case that is to be mended, with what was sent."""
    back = [case.pk for case in cases if case.status == S.RETURNED]
    reviews = Review.objects.filter(submission__case__in=back).order_by("pk")
    reviews = reviews.select_related(*BEHIND).prefetch_related("remarks")
    return {one.submission.case_id: one for one in reviews}


def _warnings_of_return(
    facts: Facts, back: Review | None, later: Later | None, cut_off: date
) -> Iterator[Refusal]:
    if later and later.on > cut_off:
        sentence = (
            f"{later} ยอดที่ขึ้นทะเบียนเป็นยอด ณ {day_in_words(cut_off)} จึงยังไม่เปลี่ยน "
            f"ให้เลิกทำ (ภายใน 10 นาที) แล้วแก้ใหม่ที่ยอด ณ {day_in_words(cut_off)} "
            f"หรือขึ้นทะเบียนด้วยยอดของวันที่ {day_in_words(later.on)}"
        )
        yield Refusal("mended_on_other_day", "", sentence)
    if back is None:
        return
    was, now = back.submission.content, content_from(facts, cut_off=cut_off)
    remarks = [*back.remarks.all()]
    same = _values(was).items() & _values(now).items()
    left = [remark for remark in remarks if remark.field in dict(same)]
    if not differences(was, now):
        own = back.outcome == Review.Outcome.CORRECTION
        since = "กรรมการขอแก้ไข" if own else "อำเภอส่งกลับ"
        yield Refusal("nothing_mended", "", f"ยังไม่มีอะไรเปลี่ยนตั้งแต่{since} เพราะ {back.reason}")
    elif left:
        said = " · ".join(f"{remark.label} ({remark.sentence})" for remark in left)
        sentence = f"ข้อสังเกตของอำเภอที่ยังเหมือนเดิม {len(left)} จาก {len(remarks)} ช่อง: {said}"
        yield Refusal("remarks_left", "", sentence)


def _values(content: Mapping[str, object]) -> dict[str, str]:
    return {field.path: field.shown for field in flat(content)}


def _refusals_of(facts: Facts, cut_off: date) -> Iterator[Refusal]:
    yield from _refusals_of_case(facts)
    if facts.consent is None:
        yield Refusal("no_consent", LAW, "ยังไม่มีความยินยอมให้ใช้ข้อมูล ให้ครัวเรือนลงชื่อก่อน")
    open_words = [
        balance
        for balance in facts.balances
        if not is_answered(facts.words.get(balance.loan.pk), balance)
    ]
    moved = [balance for balance in open_words if balance.loan.pk in facts.words]
    for balance in moved:
        told = facts.words[balance.loan.pk].amount
        yield Refusal(
            "confirmed_other_amount",
            "",
            f"{named(balance.loan)}: ครัวเรือนรับรองยอด {format_baht(told)} บาท "
            f"แต่ยอดตอนนี้ {format_baht(balance.total)} บาท ให้รับรองใหม่",
        )
    if silent := len(open_words) - len(moved):
        yield Refusal(
            "not_confirmed",
            "",
            f"ยังไม่ได้รับรองหนี้ {silent} จาก {len(facts.balances)} สัญญา "
            f"(ยอด ณ {day_in_words(cut_off)}) ให้ครัวเรือนลงชื่อก่อน",
        )


def _refusals_of_case(facts: Facts) -> Iterator[Refusal]:
    case = facts.case
    if facts.household.is_removed:
        yield Refusal("household_removed", "", "ครัวเรือนนี้ถูกเอาออกจากทะเบียนแล้ว")
    if case is None:
        yield Refusal("not_selected", "", "ยังไม่ได้คัดเลือกเป็นครัวเรือนเป้าหมาย ให้คัดเลือกก่อน")
    elif case.status == S.SUBMITTED:
        yield Refusal("sent_already", "", "ส่งให้อำเภอแล้ว กำลังรออำเภอตรวจ ไม่ต้องส่งอีก")
    elif case.status not in MAY_BE_SENT:
        yield Refusal(
            "case_elsewhere", "", f"ครัวเรือนนี้อยู่ในขั้น “{case.get_status_display()}” จึงส่งตรวจไม่ได้"
        )


def _warnings_of(facts: Facts, names: Mapping[int, Sequence[str]]) -> Iterator[Refusal]:
    if not facts.household.house_number:
        yield Refusal("no_house_number", "", "ไม่มีบ้านเลขที่")
    yield from _warnings_of_debts(facts)
    for name in names.get(facts.household.pk, ()):
        yield Refusal("same_name_twice", "", f"ชื่อ {name} ซ้ำกับคนในครัวเรือนอื่น ให้ตรวจว่าเป็นคนละคน")
    yield from _of_criteria(facts, NOT_MET, "criteria_not_met", "ไม่ผ่านเกณฑ์")


def _notes_of(facts: Facts) -> Iterator[Refusal]:
    if facts.given is None:
        yield Refusal("no_class", "", "ยังไม่ได้จัดประเภทลูกหนี้")
    yield from _of_criteria(facts, UNKNOWN, "criteria_unknown", "ยังไม่ทราบว่าผ่านเกณฑ์")


def _of_criteria(facts: Facts, state: str, code: str, word: str) -> Iterator[Refusal]:
    required = [finding for finding in facts.findings if finding.criterion.required]
    if asked := [one.criterion.sentence for one in required if one.state == state]:
        yield Refusal(code, "", f"{word} {len(asked)} ข้อ: {' · '.join(asked)}")


def _warnings_of_debts(facts: Facts) -> Iterator[Refusal]:
    against = [b for b in facts.balances if is_disputed(facts.words.get(b.loan.pk))]
    if not any(balance.total for balance in facts.balances if balance not in against):
        yield Refusal("total_zero", "", "ยอดที่ขึ้นทะเบียนเป็น 0 บาท")
    for balance in facts.balances:
        rate = balance.loan.rate_percent
        if rate is not None and rate > LAWFUL_PERCENT_A_YEAR:
            yield Refusal(
                "rate_above_law",
                "ป.พ.พ. มาตรา ๖๕๔",
                f"{named(balance.loan)} คิดดอกเบี้ยร้อยละ {rate.normalize():f} ต่อปี เกินร้อยละ 15",
            )
    for balance in against:
        yield Refusal(
            "loan_disputed",
            "",
            f"{named(balance.loan)} {format_baht(balance.total)} บาท ครัวเรือนโต้แย้ง "
            "ส่งครัวเรือนได้ แต่ไม่นับหนี้นี้",
        )


def _names_twice(facts: Mapping[int, Facts]) -> dict[int, list[str]]:
    """Names of each household that somebody of another household of its institution has too."""
    persons = [person for one in facts.values() for person in one.persons]
    alike = Person.objects.filter(
        name_key__in={person.name_key for person in persons},
        household__institution__in={one.household.institution_id for one in facts.values()},
        household__is_removed=False,
    )
    homes: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for institution, name, home in alike.values_list(
        "household__institution_id", "name_key", "household_id"
    ):
        homes[institution, name].add(home)
    return {
        pk: [
            person.full_name
            for person in one.persons
            if homes[one.household.institution_id, person.name_key] - {pk}
        ]
        for pk, one in facts.items()
    }
