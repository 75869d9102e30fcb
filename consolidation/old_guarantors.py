"""What became of those who stood for the old loans (ผู้ค้ำประกันเดิม), and what is due to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from consolidation.letters_due import with_letters_due
from consolidation.models import Case, Contract, ContractPart, DecidingPaper
from consolidation.route_papers import PaperState, papers_of, route_of, with_papers
from consolidation.routes import CONSENT, EASING, NOVATION, RELEASE
from debts.confirmations import named
from debts.models import Guarantor, Loan
from fundinst.days import day_in_words
from members.models import Institution

STANDS, FREED, UNSURE = "stands", "freed", "unsure"
WORDS = {STANDS: "ยังค้ำอยู่", FREED: "พ้นความรับผิด", UNSURE: "อาจพ้นความรับผิด"}
TONES = {STANDS: "work", FREED: "done", UNSURE: "warning"}


@dataclass(frozen=True, slots=True)
class DuePaper:
    """A letter that a guarantor should get; ``by`` a day, where the law names one."""

    kind: str
    label: str
    by: date | None
    why: str
    clause: str

    def is_late(self, on: date) -> bool:
        return self.by is not None and self.by < on


@dataclass(frozen=True, slots=True)
class GuarantorOutcome:
    """Where a guarantor of an old loan stands now, why, and which letters are still due."""

    guarantor: Guarantor
    loan: Loan
    state: str
    sentence: str
    clause: str = ""
    due: tuple[DuePaper, ...] = ()

    @property
    def word(self) -> str:
        return WORDS[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_released_by_letter(self) -> bool:
        """Whether a letter that says they are free is among those that are due."""
        return self.state == FREED and any(one.kind == RELEASE for one in self.due)

    @property
    def is_asked_for_time(self) -> bool:
        """Whether their consent to more time is among the letters that are due."""
        return any(one.kind == CONSENT for one in self.due)

    @property
    def of(self) -> str:
        return named(self.loan)


def guarantor_outcome(guarantor: Guarantor) -> GuarantorOutcome:
    """What became of one guarantor."""
    every = outcomes_of(Loan.objects.filter(pk=guarantor.loan_id))
    return next(one for one in every if one.guarantor == guarantor)


def outcomes_of(loans: QuerySet[Loan]) -> list[GuarantorOutcome]:
    """What became of every guarantor of these loans, in the loans' order."""
    guaranteed = [loan for loan in with_papers(loans) if loan.guarantors.all()]
    parts = ContractPart.objects.filter(loan__in=guaranteed, cancelled_on=None)
    merged = {part.loan_id: part.contract for part in parts.select_related("contract__case")}
    found = []
    for contract in dict.fromkeys(merged.values()):
        mine = [loan for loan in guaranteed if merged.get(loan.pk) == contract]
        found += _in_contract(contract, mine)
    found += _not_merged([loan for loan in guaranteed if loan.pk not in merged])
    return found


def _in_contract(contract: Contract, loans: Sequence[Loan]) -> list[GuarantorOutcome]:
    route = route_of(contract.case)
    papers = papers_of(contract.case, loans, into=contract.fund)
    answers = _answers(contract.case)
    return [
        _outcome(contract, route, loan, one, answers.get(one.pk), _due(one, papers))
        for loan in loans
        for one in loan.guarantors.all()
    ]


def _answers(case: Case) -> dict[int, DecidingPaper]:
    """By guarantor, the paper by which they consented or were let go; the last holds."""
    papers = DecidingPaper.objects.filter(case=case, cancelled_on=None, kind__in=[CONSENT, RELEASE])
    return {paper.guarantor_id: paper for paper in papers.order_by("pk")}


def _due(guarantor: Guarantor, papers: Iterable[PaperState]) -> tuple[DuePaper, ...]:
    return tuple(
        DuePaper(state.need.kind, state.label, state.need.by, state.need.why, state.need.clause)
        for state in papers
        if state.need.guarantor == guarantor.pk and not state.is_in
    )


def _outcome(
    contract: Contract,
    route: str,
    loan: Loan,
    guarantor: Guarantor,
    answer: DecidingPaper | None,
    due: tuple[DuePaper, ...],
) -> GuarantorOutcome:
    made = f"สัญญาเลขที่ {contract} เมื่อ {day_in_words(contract.opened_on)}"
    if answer and answer.kind == RELEASE:
        return _released(loan, guarantor, answer, due)
    if route == NOVATION:
        said = f"พ้นความรับผิดเพราะแปลงหนี้ใหม่เป็น{made}"
        return GuarantorOutcome(guarantor, loan, FREED, said, "ป.พ.พ. มาตรา ๓๔๙, ๖๙๘", due)
    if contract.status == Contract.Status.CLOSED:
        said = f"พ้นความรับผิดเพราะชำระ{made} ครบแล้ว"
        return GuarantorOutcome(guarantor, loan, FREED, said, "ป.พ.พ. มาตรา ๖๙๘")
    if answer:
        said = f"ค้ำต่อใน{made} ยินยอมให้ยืดเวลาตามหนังสือวันที่ {day_in_words(answer.signed_on)}"
        return GuarantorOutcome(guarantor, loan, STANDS, said, "ป.พ.พ. มาตรา ๗๐๐", due)
    kept = "สิทธิค้ำประกันโอนไปด้วย" if route != EASING else "หนี้เดิมไม่ระงับ"
    said = f"{kept}ใน{made} แต่ยังไม่ได้ยินยอมให้ยืดเวลาชำระ จึงอาจพ้นความรับผิด"
    return GuarantorOutcome(guarantor, loan, UNSURE, said, "ป.พ.พ. มาตรา ๓๐๕, ๗๐๐", due)


def _released(
    loan: Loan, guarantor: Guarantor, paper: DecidingPaper, due: tuple[DuePaper, ...] = ()
) -> GuarantorOutcome:
    said = f"กองทุนปลดแล้วตามหนังสือวันที่ {day_in_words(paper.signed_on)}"
    return GuarantorOutcome(guarantor, loan, FREED, said, "", due)


def _not_merged(loans: Sequence[Loan]) -> list[GuarantorOutcome]:
    """Of loans in no contract: they stand for what is owed, unless they were let go."""
    papers = DecidingPaper.objects.filter(
        guarantor__loan__in=loans, kind=RELEASE, cancelled_on=None
    )
    released = {paper.guarantor_id: paper for paper in papers.order_by("pk")}
    found = []
    for loan in loans:
        for one in loan.guarantors.all():
            if one.pk in released:
                found.append(_released(loan, one, released[one.pk]))
            elif loan.outstanding:
                found.append(GuarantorOutcome(one, loan, STANDS, "ค้ำหนี้เดิมซึ่งยังค้างอยู่"))
            else:
                paid = "พ้นความรับผิดเพราะหนี้เดิมไม่มียอดค้างแล้ว"
                found.append(GuarantorOutcome(one, loan, FREED, paid, "ป.พ.พ. มาตรา ๖๙๘"))
    return found


def due_letters(institution: Institution) -> list[GuarantorOutcome]:
    """Guarantors of the institution's contracts who should still get a letter, soonest first."""
    guarantors = Guarantor.objects.filter(loan__household__institution=institution)
    loans = Loan.objects.filter(guarantors__in=with_letters_due(guarantors))
    due = [one for one in outcomes_of(loans.distinct()) if one.due]
    return sorted(due, key=lambda one: min(letter.by or date.max for letter in one.due))
