"""What is told of a fund that joins: its accounts, its rules, and what is refused of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fundinst.errors import Refusal
from fundinst.thai import clean
from members.models import Fund, Institution
from members.rule_terms import Terms, refusals_of_terms

MOST_ACCOUNTS, HIGHEST_ACCOUNT = 9, 99


@dataclass(frozen=True, slots=True)
class StatedFund:
    """A fund as somebody told it: its kind, name (empty: the kind's own) and accounts' numbers."""

    kind: str
    name: str = ""
    accounts: Sequence[int] = (1,)
    terms: Terms | None = None

    @property
    def called(self) -> str:
        return clean(self.name) or str(Fund.Kind(self.kind).label)


def refusals_to_join(institution: Institution | None, stated: StatedFund) -> Iterator[Refusal]:
    """Why the fund can't join; ``institution`` is None while it is not in the books itself."""
    if stated.kind not in Fund.Kind.values:
        known = " ".join(Fund.Kind.values)
        yield Refusal("fund_kind_unknown", "", f"ไม่รู้จักประเภทกองทุน {stated.kind} ใช้ได้: {known}")
        return
    if institution and institution.funds.filter(name=stated.called).exists():
        yield Refusal(
            "fund_name_taken", "", f"มีกองทุนชื่อ {stated.called} อยู่แล้ว ให้ตั้งชื่อต่างกัน เช่น ใส่ชื่อกลุ่มต่อท้าย"
        )
    yield from refusals_of_accounts(stated.accounts)
    yield from refusals_of_terms(stated.kind, stated.terms) if stated.terms else ()


def refusals_of_accounts(numbers: Sequence[int]) -> Iterator[Refusal]:
    if not numbers:
        yield Refusal("account_missing", "", "กองทุนต้องมีอย่างน้อย 1 บัญชี ถ้ามีบัญชีเดียวให้ใส่ 1")
    if any(not 1 <= number <= HIGHEST_ACCOUNT for number in numbers):
        yield Refusal("account_unknown", "", f"เลขบัญชีต้องเป็น 1 ถึง {HIGHEST_ACCOUNT}")
    if len(numbers) > MOST_ACCOUNTS:
        yield Refusal("accounts_too_many", "", f"กองทุนหนึ่งมีได้ไม่เกิน {MOST_ACCOUNTS} บัญชี")
