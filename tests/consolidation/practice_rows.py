"""Fill a practice institution until every table of ours has a row of it."""

import hashlib
import uuid
from datetime import date
from decimal import Decimal

from django.db import connection, models, transaction
from django.utils.timezone import localdate

from consolidation.charging import Charge
from consolidation.closing import close
from consolidation.merging import merge_debts, undo_merge
from consolidation.models import (
    Contract,
    ContractGuarantor,
    CriteriaSet,
    CriterionAnswer,
    DecidingPaper,
    GuarantorNotice,
    HolderChoice,
    MonthClosing,
    NegotiationRound,
    NetPayment,
    NettingBatch,
    NettingLine,
    Offer,
    PaymentSlip,
    ReceiptCharge,
    Remark,
    RouteChoice,
    Signature,
    SlipReversal,
)
from consolidation.receiving import receive, reverse
from consolidation.reopening import reopen
from consolidation.repayment import repayment_of
from consolidation.selecting import select_household
from consolidation.transferring import pay_transfer
from debts.models import (
    Acknowledgment,
    Classification,
    ClassScheme,
    Guarantor,
    LedgerTotal,
    MatchDecision,
    RateDecision,
    SurveyRow,
)
from members.looking import looked_at
from members.models import (
    CashCount,
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
from reports.drawn_sections import keep
from reports.models import IssuedPaper, PaperKey
from tests.builders import SIGNED, make_rule
from tests.consolidation.registered import ready, send
from tests.consolidation.staged import officer_of, write_decision
from tests.reports.made import made_file

DAY = date(2020, 1, 1)


def fill(institution: Institution, user: User) -> None:
    """Three contracts, one of them undone, and a row of everything that is no part of one."""
    several = [home for home in institution.households.all() if home.loans.count() > 1]
    _undone, contract, settled = [merged(household, user) for household in several[:3]]
    pay_transfer(contract.transfers.first(), on=SIGNED, slip="1", actor=user)
    paid = receive(
        contract,
        on=DAY,
        amount=Decimal(100),
        payer="ลอง",
        rest="keep",
        charges=[Charge(ReceiptCharge.Kind.COST, Decimal(1), words="ค่ารถ")],
        actor=user,
    )
    reverse(paid, on=DAY, reason="ลอง", actor=user)
    undo_merge(several[0].contracts.get(), reason="ลอง", on=SIGNED, actor=user)
    rows = [*further_rows(institution, user), *reviewed(several[3], user)]
    for row in [*rows, *negotiated(several[4], user), *stood_for(contract, user)]:
        row.save()
    netted(settled, user)
    opened_again(settled, user)
    MonthClosing.objects.create(fund=contract.fund, month=DAY, actor=user)
    looked_at(several[0], actor=user, what="หน้าครัวเรือน")
    made_file(institution, user)
    keep("0" * 64, b"%PDF", institution=institution.pk, area=None, on=DAY)
    household = institution.households.first()
    household.incomes.update(amount=2)
    household.incomes.get().delete()  # its history stays behind
    Income.objects.create(household=household, source="ทำนา", amount=1, months=[1])
    with connection.cursor() as cursor:  # as after each act's own commit
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def merged(household: Household, user: User) -> Contract:
    return merge_debts(
        household,
        [*household.loans.values_list("pk", flat=True)],
        into=household.institution.funds.get(kind="village_fund"),
        borrower=household.persons.first(),
        on=SIGNED,
        actor=user,
        select=True,
    )


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


def negotiated(household: Household, user: User) -> list[models.Model]:
    case = select_household(household, on=SIGNED, reason="ลอง", actor=user)
    loan = household.loans.first()
    fund, last = loan.account.fund, loan.entries.order_by("pk").last()
    stood = Guarantor.objects.create(loan=loan, name="นายเคยค้ำ ทดลอง")
    held = NegotiationRound(case=case, number=1, on=SIGNED, present="ทุกคน", actor=user)
    consent = {"kind": "consent", "loan": loan, "guarantor": stood}
    return [
        held,
        Offer(round=held, loan=loan, last_entry=last, answer="proposed", actor=user),
        RouteChoice(case=case, route="easing", actor=user),
        HolderChoice(case=case, goal="cheapest", suggested=fund, fund=fund, actor=user),
        DecidingPaper(case=case, signed_on=SIGNED, signed_by="นายเคยค้ำ", actor=user, **consent),
        RateDecision(loan=loan, outcome="void", decided_by="ก", reason="ข", on=SIGNED, actor=user),
        Acknowledgment(loan=loan, kind="written", on=SIGNED, paper="ก", actor=user),
        CashCount(fund=fund, on=SIGNED, amount=1, actor=user),
    ]


def stood_for(contract: Contract, user: User) -> list[models.Model]:
    stands = ContractGuarantor(
        contract=contract, name="นายค้ำ ทดลอง", most=100, until=DAY, actor=user
    )
    signed = {"part": "guarantor", "name": stands.name, "guarantor": stands, "on": SIGNED}
    paper = {"institution": contract.household.institution, "content": b"x", "file_name": "x.pdf"}
    sha256 = hashlib.sha256(b"x").hexdigest()
    issued = IssuedPaper(
        kind="contract", year=2560, number=1, issued_on=DAY, sha256=sha256, actor=user, **paper
    )
    return [
        stands,
        issued,
        PaperKey(paper=issued, sealed=b"x"),
        Signature(contract=contract, actor=user, **signed),
        GuarantorNotice(
            guarantor=stands, default_on=SIGNED, sent_on=DAY, proof="ไปรษณีย์", actor=user
        ),
    ]


def netted(contract: Contract, user: User) -> None:
    """A batch of the transfer that is left, paid by a slip that is taken back."""
    institution = contract.household.institution
    transfer = contract.transfers.first()
    batch = NettingBatch.objects.create(
        institution=institution, year=2560, number=1, on=SIGNED, actor=user
    )
    answer = {"answer": "accepted", "answered_by": "ก", "answered_on": SIGNED}
    NettingLine.objects.create(batch=batch, transfer=transfer, **answer)
    with transaction.atomic():
        transfer.paid_on, transfer.paid_by, transfer.slip = SIGNED, user, "ใบหักล้าง 1/2560"
        transfer.save()
        batch.status = "netted"
        batch.save()
        payment = NetPayment.objects.create(
            batch=batch,
            from_fund=transfer.from_fund,
            to_fund=transfer.to_fund,
            amount=transfer.amount,
        )
    both = {"paid_by": "ก", "received_by": "ข"}
    slip = PaymentSlip.objects.create(
        payment=payment, year=2560, number=1, on=SIGNED, amount=1, actor=user, **both
    )
    SlipReversal.objects.create(slip=slip, on=SIGNED, reason="ลอง", actor=user)


def opened_again(contract: Contract, user: User) -> None:
    """Paid in full, closed, and opened again, because the money didn't come in."""
    repayment = repayment_of(contract, on=DAY)
    paid = receive(
        contract, on=DAY, amount=repayment.owed_in_all, payer="ลอง", rest="keep", actor=user
    )
    close(contract, on=DAY, actor=user)
    with connection.cursor() as cursor:  # as after each act's own commit
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    reopen(paid, on=DAY, reason="ลอง", paper="ลอง", actor=user)


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
