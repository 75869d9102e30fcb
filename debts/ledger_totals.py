"""Act: write down what a fund's own ledger says its account is owed on a day."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db import transaction

from debts.models import LedgerTotal
from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht
from fundinst.thai import format_date
from members.audit import record
from members.models import AuditEntry, FundAccount, Institution, User
from members.undoing import undoes
from members.versions import CHANGED, version_of


@transaction.atomic(durable=True)
def state_ledger_total(
    account: FundAccount,
    *,
    on: date,
    total: Decimal | None,
    actor: User,
    seen: str | None = None,
) -> LedgerTotal | None:
    """Keep the total (baht) of the fund's own book at the end of the day ``on``; None takes it out.

    Our own sum is never changed by it: the grid shows both and the difference. ``seen`` is the
    ``total_version`` of what was known that day when the page was opened. Raises Refused when
    others stated another total since.
    """
    institution = account.fund.institution
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    known = LedgerTotal.objects.filter(account=account, on=on).first()
    was = known.total if known else None
    if was == total:
        return known
    if changed := [*_refusals_of_total(seen, account, on)]:
        raise Refused(changed)
    kept = _keep(account, on, total)
    day = format_date(on, style="medium", digits="arabic")
    said = "ลบออก" if total is None else f"{format_baht(total)} บาท"
    record(
        "ledger_total_stated",
        account,
        f"ยอดตามบัญชีของ{account.fund} ณ {day} {said}",
        actor=actor,
        institution=institution,
        before={
            "on": on.isoformat(),
            "was": None if was is None else str(was),
            "is": None if total is None else str(total),
        },
    )
    return kept


def total_version(total: Decimal | None) -> str:
    """The version of a total, for the box it is typed in."""
    return version_of(None if total is None else format_baht(total))


def _refusals_of_total(seen: str | None, account: FundAccount, on: date) -> Iterator[Refusal]:
    last = LedgerTotal.objects.filter(account=account, on__lte=on).order_by("-on").first()
    now = last.total if last else None
    if seen is not None and seen != total_version(now):
        said = "ลบยอดนี้ออก" if now is None else f"บันทึกยอดนี้เป็น {format_baht(now)} บาท"
        yield Refusal(CHANGED, "", f"มีคน{said}ไปก่อนแล้ว ถ้าจะใช้ยอดที่ท่านพิมพ์ ให้กดบันทึกอีกครั้ง")


def _keep(account: FundAccount, on: date, total: Decimal | None) -> LedgerTotal | None:
    if total is None:
        LedgerTotal.objects.filter(account=account, on=on).delete()
        return None
    kept, _made = LedgerTotal.objects.update_or_create(
        account=account, on=on, defaults={"total": total}
    )
    return kept


@undoes("ledger_total_stated")
def take_back_ledger_total(entry: AuditEntry, actor: User) -> None:
    """Put the total back that stood there before."""
    account = FundAccount.objects.get(pk=entry.subject.partition(":")[2])
    before, on = entry.before, date.fromisoformat(entry.before["on"])
    now = LedgerTotal.objects.filter(account=account, on=on).first()
    said = Decimal(before["is"]) if before["is"] is not None else None
    if (now.total if now else None) != said:
        raise Refused([Refusal("total_changed", "", "ยอดนี้ถูกแก้อีกแล้ว จึงเลิกทำไม่ได้")])
    _keep(account, on, Decimal(before["was"]) if before["was"] is not None else None)
