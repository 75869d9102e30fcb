"""Fill a practice institution until every table of ours has a row of it."""

import uuid
from datetime import date
from decimal import Decimal

from django.db import connection, models
from django.utils.timezone import localdate

from consolidation.merging import merge_debts, undo_merge
from consolidation.models import CriteriaSet, CriterionAnswer, Remark
from consolidation.receiving import receive, reverse
from consolidation.transferring import pay_transfer
from debts.models import (
    Classification,
    ClassScheme,
    Guarantor,
    LedgerTotal,
    MatchDecision,
    SurveyRow,
)
from members.looking import looked_at
from members.models import (
    Expense,
    Household,
    Income,
    Institution,
    Job,
    Notice,
    RateTier,
    SavedFilter,
    User,
    VillageFigure,
)
from tests.builders import SIGNED, make_rule
from tests.consolidation.registered import ready, send
from tests.consolidation.staged import officer_of, write_decision

DAY = date(2020, 1, 1)


def fill(institution: Institution, user: User) -> None:
    """Two contracts, one of them undone, and a row of everything that is no part of one."""
    several = [home for home in institution.households.all() if home.loans.count() > 1]
    for household in several[:2]:
        contract = merge_debts(
            household,
            [*household.loans.values_list("pk", flat=True)],
            into=institution.funds.get(kind="village_fund"),
            borrower=household.persons.first(),
            on=SIGNED,
            actor=user,
            select=True,
        )
    pay_transfer(contract.transfers.first(), on=SIGNED, slip="1", actor=user)
    paid = receive(contract, on=DAY, amount=Decimal(100), payer="ลอง", rest="keep", actor=user)
    reverse(paid, on=DAY, reason="ลอง", actor=user)
    undo_merge(several[0].contracts.get(), reason="ลอง", on=SIGNED, actor=user)
    for row in [*further_rows(institution, user), *reviewed(several[2], user)]:
        row.save()
    looked_at(several[0], actor=user, what="หน้าครัวเรือน")
    household = institution.households.first()
    household.incomes.update(amount=2)
    household.incomes.get().delete()  # its history stays behind
    Income.objects.create(household=household, source="ทำนา", amount=1, months=[1])
    with connection.cursor() as cursor:  # as after each act's own commit
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def reviewed(household: Household, user: User) -> list[models.Model]:
    """Sent by the acts; nobody above sees a practice, so the district's answer is made here."""
    registration = send([ready(household, user)], user, on=localdate())
    officer = officer_of(household.institution)
    review = write_decision(registration.submissions.get(), "returned", officer, on=localdate())
    return [
        Remark(review=review, field="household.house_number", label="บ้านเลขที่", sentence="ลอง"),
        Notice(
            institution=household.institution, user=user, key="ลอง", sentence="ลอง", url="/reports/"
        ),
    ]


def further_rows(institution: Institution, user: User) -> list[models.Model]:
    household = institution.households.first()
    fund = institution.funds.first()
    account = fund.accounts.first()
    loan = household.loans.first()
    rule = make_rule(fund, rate_percent=6)
    return [
        RateTier(rule=rule, above=10_000, percent=5),
        Income(household=household, source="ทำนา", amount=1, months=[1]),
        Expense(household=household, purpose="อาหาร", amount=1, months=[1]),
        VillageFigure(institution=institution, survey="jpt", year=2560, name="เรื่อง", value=1),
        SavedFilter(user=user, institution=institution, page="households", name="ก", query="q=1"),
        Job(
            kind="x",
            subject="x",
            title="งาน",
            requested_by=user,
            institution=institution,
            status="done",
        ),
        Guarantor(loan=loan, name="นายค้ำ ทดลอง"),
        ClassScheme(institution=institution, effective_on=DAY, definition={}, written_by=user),
        Classification(
            household=household,
            on=DAY,
            worst_loan=loan,
            ability="able",
            willingness="willing",
            judged_class="a",
            judged_name="ก",
            reason="ลอง",
            actor=user,
        ),
        MatchDecision(institution=institution, name_key="ก", household=household, decided_by=user),
        SurveyRow(
            institution=institution,
            key=uuid.uuid4(),
            household=household,
            state="recorded",
            window=uuid.uuid4(),
            typed_by=user,
        ),
        LedgerTotal(account=account, on=DAY, total=1),
        CriteriaSet(institution=institution, effective_on=DAY, definition={}, written_by=user),
        CriterionAnswer(household=household, criterion="lives", answer="yes", actor=user),
    ]
