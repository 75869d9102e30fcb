"""What stands in the way of other terms for what is left of a contract."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from consolidation.books import refusals_of_month
from consolidation.models import Contract
from consolidation.new_terms import NewPlan
from consolidation.plan_costs import refusals_of_cost
from consolidation.planning import Due, PlanWishes
from consolidation.receiving_rules import NO_PLAN, is_in_grace
from consolidation.repayment import Repayment
from debts.interest import percent_words
from debts.lawful_rates import CEILING_CLAUSE, percent_a_year
from fundinst.errors import Refusal


class Wished(Protocol):
    """What was agreed, as ``consolidation/changing_terms.py`` knows it."""

    @property
    def wishes(self) -> PlanWishes: ...
    @property
    def reason(self) -> str: ...
    @property
    def paper(self) -> str: ...
    @property
    def percent(self) -> Decimal | None: ...


def refusals_to_change(
    contract: Contract, repayment: Repayment | None, change: Wished, *, on: date
) -> Iterator[Refusal]:
    """Every reason why the terms can't be changed so on that day."""
    if not change.reason.strip():
        yield Refusal("reason_missing", "", "ให้ใส่เหตุผลที่เปลี่ยนเงื่อนไข")
    if not change.paper.strip():
        yield Refusal("paper_missing", "", "ให้ใส่เลขที่หรือชื่อเอกสารที่ผู้กู้และกองทุนลงชื่อตกลงกัน")
    wishes = change.wishes
    if wishes.instalments is not None and wishes.instalments < 1:
        yield Refusal("instalment_count", "", "จำนวนงวดต้องอย่างน้อย 1 งวด ให้แก้จำนวนงวด")
    if wishes.due == Due.ONCE and (wishes.instalments or 1) > 1:
        yield Refusal("once_is_one", "", "ชำระครั้งเดียวมีงวดเดียว ให้ใส่ 1 งวด หรือเลือกกำหนดชำระแบบอื่น")
    if contract.status != Contract.Status.OPEN:
        status = contract.get_status_display()
        yield Refusal("contract_not_open", "", f"สัญญานี้{status} เปลี่ยนเงื่อนไขไม่ได้แล้ว")
    elif repayment is None:
        yield NO_PLAN
    else:
        yield from _refusals_of_standing(repayment, on)
        yield from _refusals_of_rate(repayment, change.percent)
        yield from refusals_of_month(contract.fund, on)


def _refusals_of_standing(repayment: Repayment, on: date) -> Iterator[Refusal]:
    last = repayment.receipts[-1].on if repayment.receipts else None
    if on < repayment.contract.opened_on:
        yield Refusal("before_contract", "", "วันที่เปลี่ยนต้องไม่ก่อนวันทำสัญญา ให้แก้วันที่")
    elif (last and last > on) or repayment.plan.made_on > on:
        yield Refusal(
            "plan_changed_since", "", "มีใบเสร็จหรือแผนชำระของวันหลังจากวันนี้แล้ว ให้ใช้วันที่หลังจากนั้น"
        )
    elif not repayment.owed_in_all:
        yield Refusal("nothing_left", "", "ชำระครบแล้ว ไม่มียอดเหลือให้เปลี่ยนเงื่อนไข ให้ปิดสัญญา")
    elif repayment.is_paid_ahead:
        yield Refusal(
            "paid_ahead",
            "",
            "มีเงินที่ชำระล่วงหน้าไว้ เปลี่ยนเงื่อนไขได้เมื่อถึงกำหนดของงวดที่ชำระล่วงหน้าแล้ว",
        )
    elif is_in_grace(repayment):
        yield Refusal("in_grace", "", "ยังอยู่ในช่วงปลอดชำระตามสัญญา เปลี่ยนเงื่อนไขได้เมื่อพ้นช่วงนั้น")


def _refusals_of_rate(repayment: Repayment, percent: Decimal | None) -> Iterator[Refusal]:
    """The same rate, or a lower one."""
    if percent is None:
        return
    interest = repayment.terms.interest
    lowest = replace(interest.rate, percent=interest.rate.lowest, tiers=(), changes=())
    now = 0 if interest.is_free else percent_a_year(lowest, interest.day_count)
    if not 0 <= percent <= now:
        yield Refusal(
            "rate_not_lower",
            CEILING_CLAUSE,
            f"อัตราดอกเบี้ยใหม่ต้องไม่เกินของเดิม (ร้อยละ {percent_words(now)} ต่อปี) ให้ลดลง หรือเว้นว่างไว้",
        )


def refusals_of_new_plan(new: NewPlan) -> Iterator[Refusal]:
    """What the new rows cost, without what the first of them pays for the time before."""
    first, *others = new.plan.rows
    own = replace(first, interest=first.interest - new.waited)
    yield from refusals_of_cost(new.terms, replace(new.plan, rows=(own, *others)))
