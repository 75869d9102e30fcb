"""What is told of a fund that joins: its accounts, its rules, and what is refused of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fundinst.errors import Refusal
from fundinst.fields import MOST_BAHT
from fundinst.thai import clean
from members.models import Fund, Institution
from members.models.funds import LAWFUL_PERCENT_A_YEAR

MOST_ACCOUNTS, HIGHEST_ACCOUNT, MOST_MONTHS, MOST_GUARANTORS = 9, 99, 600, 20


@dataclass(frozen=True, slots=True)
class Terms:
    """What a fund lends on from a day on; None is left unsaid. Percent a year, baht, months."""

    effective_on: date
    rate_percent: Decimal | None = None
    ceiling: Decimal | None = None
    term_months: int | None = None
    guarantors: int | None = None
    resolution: str = ""

    @property
    def says_something(self) -> bool:
        stated = (self.rate_percent, self.ceiling, self.term_months, self.guarantors)
        return bool(self.resolution) or any(value is not None for value in stated)

    def values(self) -> dict[str, object]:
        return {
            "rate_percent": self.rate_percent,
            "ceiling": self.ceiling,
            "term_months": self.term_months,
            "guarantors": self.guarantors,
            "resolution": self.resolution,
        }


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


def refusals_of_terms(kind: str, terms: Terms) -> Iterator[Refusal]:
    """What the law and the fund's own nature don't allow; the form shows the same sentences."""
    if terms.rate_percent is not None and terms.rate_percent > LAWFUL_PERCENT_A_YEAR:
        yield Refusal(
            "rate_above_law",
            "ป.พ.พ. มาตรา ๖๕๔",
            f"อัตราดอกเบี้ยเกินร้อยละ {LAWFUL_PERCENT_A_YEAR} ต่อปีไม่ได้ ถ้าคิดเป็นเดือนให้คูณ 12 ก่อน",
        )
    if kind == Fund.Kind.KKJ and terms.rate_percent:
        yield Refusal("kkj_takes_no_interest", "", "กข.คจ. ให้กู้โดยไม่คิดดอกเบี้ย ให้เว้นช่องนี้ว่างหรือใส่ 0")
    if terms.ceiling is not None and not 0 < terms.ceiling <= MOST_BAHT:
        yield Refusal("ceiling_is_nothing", "", "วงเงินต้องมากกว่า 0 บาท ถ้าไม่ได้กำหนดให้เว้นว่าง")
    if terms.term_months is not None and not 1 <= terms.term_months <= MOST_MONTHS:
        yield Refusal("term_unknown", "", f"ระยะเวลาต้องเป็น 1 ถึง {MOST_MONTHS} เดือน")
    if terms.guarantors is not None and not 0 <= terms.guarantors <= MOST_GUARANTORS:
        yield Refusal("guarantors_unknown", "", f"จำนวนผู้ค้ำต้องเป็น 0 ถึง {MOST_GUARANTORS} คน")


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
