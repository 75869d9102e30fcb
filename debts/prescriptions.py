"""How the time runs for loans in the books: what was acknowledged, and what is nearly barred."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from debts.confirmations import is_disputed, named
from debts.models import Acknowledgment, Confirmation, Loan
from debts.prescription import OVER, Prescription, PrescriptionFacts, Said, prescriptions
from fundinst.errors import Refusal
from members.models import FundRule, Household, Institution

PAGE = "อายุความและการรับสภาพหนี้"


def acknowledged(loans: Iterable[int]) -> dict[int, tuple[Said, ...]]:
    """The acknowledgments of each of these loans (by primary key).

    What a household signed to confirm its balance is one too: it acknowledges the debt in writing.
    """
    loans = [*loans]
    told = Acknowledgment.objects.filter(
        loan__in=loans, takes_back__isnull=True, taken_back_by__isnull=True
    )
    words = Confirmation.objects.filter(loan__in=loans).order_by("pk")
    last = {(one.loan_id, one.cut_off): one for one in words}.values()
    written = Acknowledgment.Kind.WRITTEN
    found: dict[int, tuple[Said, ...]] = {}
    for one in told:
        said = Said(one.on, str(one.get_kind_display()), one.kind == written)
        found[one.loan_id] = (*found.get(one.loan_id, ()), said)
    for word in last:
        if not is_disputed(word):
            said = Said(word.signed_on, "วันที่ลงชื่อรับรองยอดหนี้")
            found[word.loan_id] = (*found.get(word.loan_id, ()), said)
    return found


def prescriptions_of(loans: Sequence[Loan], *, on: date) -> dict[int, list[Prescription]]:
    """How the time runs for each loan on that day (by primary key); loans come with their rule."""
    said = acknowledged(loan.pk for loan in loans)
    return {loan.pk: prescriptions(_facts(loan, said.get(loan.pk, ())), on) for loan in loans}


def _facts(loan: Loan, said: tuple[Said, ...]) -> PrescriptionFacts:
    return PrescriptionFacts(
        owed=loan.outstanding,
        interest=loan.interest_over_year + loan.interest_under_year,
        lent_on=loan.lent_on,
        due_on=loan.due_on,
        by_instalments=loan.missed_instalments is not None or _has_instalments(loan.rule),
        acknowledged=said,
    )


def _has_instalments(rule: FundRule | None) -> bool:
    """Whether what is lent under the rule is paid back in more than one part."""
    if rule is None or rule.term_months is None:
        return False
    if rule.due == FundRule.Due.MONTHLY:
        return rule.term_months > 1
    if rule.due == FundRule.Due.FIXED_DAYS and len(rule.due_days) > 1:
        return True
    return rule.due != FundRule.Due.ONCE and rule.term_months > 12


@dataclass(frozen=True, slots=True)
class Pressing:
    """A loan of which a part is barred soon, or already."""

    loan: Loan
    parts: tuple[Prescription, ...]

    @property
    def of(self) -> str:
        return named(self.loan)

    @property
    def first(self) -> Prescription:
        return min(self.parts, key=lambda part: part.last_day or date.max)

    @property
    def advice(self) -> list[str]:
        return advice_on([self])


def advice_on(pressing: Iterable[Pressing]) -> list[str]:
    """What to do about these loans, each sentence once."""
    return [*dict.fromkeys(part.advice for one in pressing for part in one.parts)]


def pressing_of(household: Household, *, on: date) -> list[Pressing]:
    """The household's loans that are nearly barred, or already, the first to end first."""
    return _pressing(Loan.objects.owing().filter(household=household), on)


def pressing_in(institution: Institution, *, on: date) -> list[Pressing]:
    """The same of every household of the institution; loans come with the household's head."""
    homes = institution.households.listed()
    return _pressing(Loan.objects.owing().filter(household__in=homes), on)


def _pressing(loans: QuerySet[Loan], on: date) -> list[Pressing]:
    owing = [*loans.select_related("account__fund", "borrower", "rule", "household")]
    runs = prescriptions_of(owing, on=on)
    found = [
        Pressing(loan, parts)
        for loan in owing
        if (parts := tuple(part for part in runs[loan.pk] if part.is_pressing))
    ]
    return sorted(found, key=lambda one: (one.first.last_day, one.loan.pk))


def warnings_of_prescription(loans: Sequence[Loan], *, on: date) -> Iterator[Refusal]:
    """What people should know before these loans are merged; no wall: to pay is always free."""
    whole = [
        *Loan.objects.filter(pk__in=[loan.pk for loan in loans]).select_related(
            "account__fund", "borrower", "rule"
        )
    ]
    runs = prescriptions_of(whole, on=on)
    pressing = [(loan, part) for loan in whole for part in runs[loan.pk] if part.is_pressing]
    for loan, part in pressing:
        yield Refusal(
            "prescribed" if part.state == OVER else "nearly_prescribed",
            part.clause,
            f"{named(loan)} {part.word} {part.sentence}",
        )
    for advice in dict.fromkeys(part.advice for _loan, part in pressing):
        yield Refusal("prescription_advice", "", advice)
