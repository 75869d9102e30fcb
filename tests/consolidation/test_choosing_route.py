"""The acts of the legal route: choosing it, recording its papers, and what they stop."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from consolidation.choosing_route import cancel_paper, choose_route, route_version
from consolidation.merging import undo_merge
from consolidation.models import Case, DecidingPaper, RouteChoice
from consolidation.route_papers import PAPER_MISSING, refusals_of_papers
from debts.models import Guarantor, JournalEntry
from fundinst.errors import Refused
from members.models import AuditEntry
from tests.builders import (
    BEFORE_REVIEW,
    SIGNED,
    make_contract,
    make_household,
    make_loan,
    make_person,
)
from tests.consolidation.papers import PAPER_DAY, guaranteed, sign, sign_all

pytestmark = pytest.mark.django_db


def codes(act) -> list[str]:
    before = RouteChoice.objects.count(), DecidingPaper.objects.count(), AuditEntry.objects.count()
    with pytest.raises(Refused) as stopped:
        act()
    now = RouteChoice.objects.count(), DecidingPaper.objects.count(), AuditEntry.objects.count()
    assert now == before
    return [refusal.code for refusal in stopped.value.refusals]


def missing(household, into):
    loans = [*household.loans.order_by("pk")]
    return [str(one) for one in refusals_of_papers(household, loans, into=into, on=SIGNED)]


def test_a_route_is_chosen_once_however_often_it_is_told(household, treasurer):
    guaranteed(household, treasurer)

    first = choose_route(household, "transfer", reason="ให้ผู้ค้ำอยู่ต่อ", actor=treasurer)
    again = choose_route(household, "transfer", reason="อีกครั้ง", actor=treasurer)

    assert again == first
    assert [one.reason for one in RouteChoice.objects.all()] == ["ให้ผู้ค้ำอยู่ต่อ"]
    assert AuditEntry.objects.filter(act="route_chosen").count() == 1


def test_novation_that_nobody_chose_is_chosen_already(household, treasurer):
    guaranteed(household, treasurer)

    assert choose_route(household, "novation", reason="", actor=treasurer) is None
    assert not RouteChoice.objects.exists()


def test_one_may_come_back_to_novation_and_the_last_choice_counts(
    household, treasurer, savings_group
):
    guaranteed(household, treasurer, route="easing")
    assert len(missing(household, savings_group)) == 1

    choose_route(household, "novation", reason="กองทุนยอมแล้ว", actor=treasurer)

    assert missing(household, savings_group) == []


def test_every_reason_against_a_choice_is_told_at_once(household, treasurer):
    seen = route_version(None)
    guaranteed(household, treasurer, route="easing")

    def choose(route, reason):
        return lambda: choose_route(household, route, reason=reason, actor=treasurer, seen=seen)

    assert codes(choose("transfer", " ")) == ["reason_missing", "changed_meanwhile"]
    assert codes(choose("other", "x" * 301)) == [
        "route_unknown",
        "reason_long",
        "changed_meanwhile",
    ]


def test_without_a_case_nothing_is_chosen_and_no_paper_recorded(household, treasurer):
    assert codes(lambda: choose_route(household, "easing", reason="ดี", actor=treasurer)) == [
        "no_case"
    ]
    assert codes(lambda: sign(household, "agreement", treasurer)) == ["no_case"]


def test_after_the_contract_the_route_stands(household, treasurer, savings_group):
    guaranteed(household, treasurer)
    contract = make_contract(household, savings_group, treasurer)

    with pytest.raises(Refused) as stopped:
        choose_route(household, "easing", reason="ดี", actor=treasurer)

    assert str(contract) in str(stopped.value)
    assert [one.code for one in stopped.value.refusals] == ["route_stands"]


def test_by_novation_guarantors_stop_nothing(household, treasurer, savings_group):
    guaranteed(household, treasurer, "นายค้ำ หนึ่ง")

    assert missing(household, savings_group) == []
    assert make_contract(household, savings_group, treasurer).parts.count() == 3


def test_a_transfer_waits_for_deed_certificate_and_notice_of_every_other_funds_loan(
    household, treasurer, savings_group, village_fund
):
    guaranteed(household, treasurer, "นายค้ำ หนึ่ง", route="transfer")
    lacks = missing(household, savings_group)
    assert len(lacks) == 6  # two loans of other funds, deed and certificate each; two borrowers
    assert all("เอกสารและวิธีทางกฎหมาย" in one for one in lacks)
    assert sum("หนังสือโอนสิทธิเรียกร้อง" in one for one in lacks) == 2

    sign_all(household, treasurer, into=savings_group, but=["notice"])
    assert len(missing(household, savings_group)) == 2
    assert len(missing(household, village_fund)) == 4  # the savings group's own loan moves then

    wifes, _own, husbands = household.loans.order_by("pk")
    sign(household, "notice", treasurer, loan=wifes)
    assert [("นายบุญเลิศ แบบอย่าง" in one) for one in missing(household, savings_group)] == [True]
    sign(household, "notice", treasurer, loan=husbands)
    assert missing(household, savings_group) == []
    assert make_contract(household, savings_group, treasurer).parts.count() == 3


def test_easing_waits_for_the_agreement_and_each_guarantors_consent_or_release(
    household, treasurer, savings_group
):
    guaranteed(household, treasurer, "นายค้ำ หนึ่ง", "นางค้ำ สอง", route="easing")
    one, two = Guarantor.objects.order_by("pk")
    assert len(missing(household, savings_group)) == 3

    sign(household, "agreement", treasurer)
    sign(household, "consent", treasurer, guarantor=one)
    assert len(missing(household, savings_group)) == 1

    sign(household, "release", treasurer, guarantor=two)
    assert missing(household, savings_group) == []
    assert make_contract(household, savings_group, treasurer).parts.count() == 3


def test_a_paper_told_the_same_again_is_that_paper_and_another_is_refused(household, treasurer):
    guaranteed(household, treasurer)

    first = sign(household, "agreement", treasurer, number="๑/๒๕๖๐")

    assert sign(household, "agreement", treasurer, number="๑/๒๕๖๐") == first
    other = codes(lambda: sign(household, "agreement", treasurer, number="2/2560"))
    assert other == ["paper_known"]
    assert AuditEntry.objects.filter(act="paper_in").count() == 1


def test_a_paper_is_of_the_households_own_loan_and_guarantor(household, treasurer, savings_group):
    guaranteed(household, treasurer)
    other = make_household(household.institution, "40")
    make_person(other, "นายอื่น ไกล")
    loan = make_loan(other, savings_group)
    stranger = Guarantor.objects.create(loan=loan, name="นายค้ำ อื่น")
    nothing = ["paper_of_nothing"]

    assert codes(lambda: sign(household, "deed", treasurer)) == nothing
    assert codes(lambda: sign(household, "notice", treasurer)) == nothing
    assert codes(lambda: sign(household, "deed", treasurer, loan=loan)) == nothing
    assert codes(lambda: sign(household, "consent", treasurer)) == nothing
    assert codes(lambda: sign(household, "consent", treasurer, guarantor=stranger)) == nothing
    assert codes(lambda: sign(household, "notice", treasurer, guarantor=stranger)) == nothing
    assert codes(lambda: sign(household, "bogus", treasurer)) == nothing
    late = date(2017, 8, 1)
    assert codes(lambda: sign(household, "agreement", treasurer, signed_on=late)) == [
        "signed_later"
    ]


def test_a_cancelled_paper_stays_and_counts_no_more(household, treasurer, savings_group):
    guaranteed(household, treasurer, route="easing")
    paper = sign(household, "agreement", treasurer)

    assert codes(lambda: cancel_paper(paper, reason=" ", on=SIGNED, actor=treasurer)) == [
        "reason_missing"
    ]
    for _twice in range(2):
        cancel_paper(paper, reason="ลงชื่อไม่ครบ", on=SIGNED, actor=treasurer)

    paper.refresh_from_db()
    assert (paper.cancelled_on, paper.cancelled_because) == (SIGNED, "ลงชื่อไม่ครบ")
    assert AuditEntry.objects.filter(act="paper_cancelled").count() == 1
    lacks = refusals_of_papers(household, [*household.loans.all()], into=savings_group, on=SIGNED)
    assert [one.code for one in lacks] == [PAPER_MISSING]


def test_what_a_contract_rests_on_is_not_cancelled(household, treasurer, savings_group):
    guaranteed(household, treasurer, "นายค้ำ หนึ่ง", route="transfer")
    sign_all(household, treasurer, into=savings_group)
    make_contract(household, savings_group, treasurer)
    deed = DecidingPaper.objects.filter(kind="deed").first()
    consent = sign(household, "consent", treasurer, guarantor=Guarantor.objects.get())

    assert codes(lambda: cancel_paper(deed, reason="ผิด", on=SIGNED, actor=treasurer)) == [
        "paper_stands"
    ]
    assert cancel_paper(consent, reason="ผิด", on=SIGNED, actor=treasurer).cancelled_on == SIGNED


def test_papers_belong_to_the_case_that_is_open(household, treasurer):
    guaranteed(household, treasurer)
    paper = sign(household, "agreement", treasurer)

    assert paper.case == Case.objects.open().get(household=household)
    assert (paper.signed_on, paper.signed_by) == (PAPER_DAY, "นายลงชื่อ จริง")


def test_nothing_closes_until_the_papers_are_in(household, treasurer, savings_group):
    guaranteed(household, treasurer, route="transfer")
    with pytest.raises(Refused) as stopped:
        make_contract(household, savings_group, treasurer)

    assert {one.code for one in stopped.value.refusals} == {PAPER_MISSING}
    assert len(stopped.value.refusals) == 6
    assert not household.contracts.exists()
    assert household.loans.owing().count() == 3

    sign_all(household, treasurer, into=savings_group)
    assert make_contract(household, savings_group, treasurer).parts.count() == 3


@pytest.fixture
def transferring(household, treasurer, savings_group):
    """A household on the way of a transfer to the savings group, every paper in."""
    guaranteed(household, treasurer, route="transfer")
    sign_all(household, treasurer, into=savings_group)
    return household


def raise_by(amount, loan, actor, *, on=date(2017, 7, 25)):
    return JournalEntry.objects.create(
        loan=loan, kind="survey", on=on, principal=amount, actor=actor
    )


def test_papers_of_a_balance_that_moved_since_are_signed_anew(
    transferring, treasurer, savings_group, client
):
    loan = transferring.loans.order_by("pk").first()
    raise_by(2000, loan, treasurer)
    loan.refresh_from_db()

    lacks = missing(transferring, savings_group)
    assert len(lacks) == 2  # its deed and its certified balance
    assert all("ยอดหนี้เปลี่ยน" in one and "บันทึกฉบับใหม่" in one for one in lacks)
    with pytest.raises(Refused):
        make_contract(transferring, savings_group, treasurer)
    client.force_login(treasurer)
    shown = client.get(reverse("consolidation:papers_in", args=[transferring.pk]))
    assert shown.content.decode().count("ใช้ไม่ได้แล้ว") == 2

    for paper in DecidingPaper.objects.filter(loan=loan, kind__in=["deed", "balance"]):
        cancel_paper(paper, reason="ยอดเปลี่ยน", on=SIGNED, actor=treasurer)
        sign(transferring, paper.kind, treasurer, loan=loan)
    assert make_contract(transferring, savings_group, treasurer).parts.count() == 3


def test_what_was_typed_wrong_and_put_back_leaves_the_papers_good(
    transferring, treasurer, savings_group
):
    loan = transferring.loans.order_by("pk").first()
    wrong = raise_by(2000, loan, treasurer)
    JournalEntry.objects.create(
        loan=loan, kind="reversal", on=wrong.on, principal=-2000, reverses=wrong, actor=treasurer
    )

    assert missing(transferring, savings_group) == []
    assert make_contract(transferring, savings_group, treasurer).parts.count() == 3


def test_an_undone_contract_takes_its_deeds_and_certified_balances_with_it(
    transferring, treasurer, savings_group
):
    contract = make_contract(transferring, savings_group, treasurer)
    undo_merge(contract, reason="เลือกกองทุนผิด", on=SIGNED, actor=treasurer)

    assert len(missing(transferring, savings_group)) == 4  # of two loans; the notices hold


def test_a_paper_dated_after_the_contract_does_not_count(household, treasurer, savings_group):
    guaranteed(household, treasurer, route="easing")
    sign(household, "agreement", treasurer, signed_on=SIGNED)
    the_day_before = SIGNED - timedelta(1)

    with pytest.raises(Refused) as stopped:
        make_contract(household, savings_group, treasurer, on=the_day_before)

    assert "หลังวันทำสัญญา" in str(stopped.value)
    assert make_contract(household, savings_group, treasurer).parts.count() == 3


def test_the_first_page_of_the_merge_is_no_wall_where_only_papers_are_missing(
    client, household, treasurer, savings_group
):
    guaranteed(household, treasurer, route="easing")
    head = household.persons.first()
    chosen = {
        "loans": [*household.loans.values_list("pk", flat=True)],
        "into": savings_group.pk,
        "borrower": head.pk,
        "on": "31/7/2560",
        **BEFORE_REVIEW,
    }
    client.force_login(treasurer)
    address = reverse("consolidation:merge", args=[household.pk])

    assert "ยังขาดบันทึกข้อตกลง" not in client.get(address).content.decode()
    shown = client.get(address, {**chosen, "step": "check"}).content.decode()
    assert "ยังขาดบันทึกข้อตกลง" in shown


def test_a_loan_that_is_nearly_barred_is_warned_of_before_the_contract(
    client, household, treasurer, savings_group
):
    household.loans.filter(account__fund=savings_group).update(due_on=date(2008, 1, 1))
    guaranteed(household, treasurer)
    client.force_login(treasurer)
    chosen = {
        "loans": [*household.loans.values_list("pk", flat=True)],
        "into": savings_group.pk,
        "borrower": household.persons.first().pk,
        "on": "31/7/2560",
        "step": "check",
        **BEFORE_REVIEW,
    }

    shown = client.get(reverse("consolidation:merge", args=[household.pk]), chosen)

    codes = [one.code for one in shown.context["barred"]]
    assert codes == ["nearly_prescribed", "prescribed", *["prescription_advice"] * 2]
    assert "ใกล้ขาดอายุความ" in shown.content.decode()
    assert make_contract(household, savings_group, treasurer).parts.count() == 3
