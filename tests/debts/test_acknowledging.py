"""An acknowledgment interrupts the prescription of a loan; a mistake is taken back."""

from datetime import date

import pytest
from django.db import connection

from debts.acknowledging import acknowledge, take_back_acknowledgment
from debts.models import Acknowledgment
from debts.prescription import NEAR, OVER, RUNS
from debts.prescriptions import prescriptions_of, pressing_in, pressing_of, warnings_of_prescription
from fundinst.errors import Refused
from members.models import AuditEntry
from tests.builders import AS_OF, SIGNED, make_household, make_loan, make_person, make_rule
from tests.consolidation.registered import confirmed
from tests.consolidation.test_guards import refused_by

pytestmark = pytest.mark.django_db

DUE = date(2007, 12, 31)
SAID = date(2016, 5, 1)


@pytest.fixture
def loan(institution, savings_group):
    home = make_household(institution, "12")
    make_person(home, "นายเก่า แบบอย่าง")
    return make_loan(home, savings_group, 5000, due_on=DUE, lent_on=date(2006, 12, 31))


def say(loan, actor, *, kind="written", on=SAID, paper="หนังสือ 1/2559"):
    return acknowledge(loan, kind=kind, on=on, paper=paper, today=SIGNED, actor=actor)


def states(loan, on=SIGNED):
    return [part.state for part in prescriptions_of([loan], on=on)[loan.pk]]


def codes(act):
    before = Acknowledgment.objects.count()
    with pytest.raises(Refused) as stopped:
        act()
    assert Acknowledgment.objects.count() == before
    return [refusal.code for refusal in stopped.value.refusals]


def test_an_acknowledgment_begins_the_time_anew_and_is_told_once(loan, treasurer):
    assert states(loan) == [NEAR]

    first = say(loan, treasurer)

    assert say(loan, treasurer) == first
    assert states(loan) == [RUNS]
    assert AuditEntry.objects.filter(act="loan_acknowledged").count() == 1


def test_one_taken_back_counts_no_more_and_stays(loan, treasurer):
    said = say(loan, treasurer)
    assert codes(lambda: take_back_acknowledgment(said, reason=" ", actor=treasurer)) == [
        "reason_missing"
    ]

    back = take_back_acknowledgment(said, reason="ผิดคน", actor=treasurer)

    assert take_back_acknowledgment(said, reason="อีกครั้ง", actor=treasurer) == back
    assert states(loan) == [NEAR]
    assert [*Acknowledgment.objects.values_list("paper", flat=True)] == ["หนังสือ 1/2559", "ผิดคน"]
    assert say(loan, treasurer) != said
    assert states(loan) == [RUNS]


def test_every_reason_against_an_acknowledgment_is_told_at_once(loan, treasurer):
    wrong = {"kind": "bogus", "paper": " ", "on": date(2006, 1, 1)}

    assert codes(lambda: say(loan, treasurer, **wrong)) == [
        "kind_unknown",
        "paper_missing",
        "before_lent",
    ]
    assert codes(lambda: say(loan, treasurer, on=date(2017, 8, 1))) == ["acknowledged_later"]


def test_what_a_household_signed_of_its_balance_acknowledges_it(loan, treasurer):
    household = confirmed(loan.household, treasurer)

    assert states(loan, date(2018, 1, 1)) == [RUNS]
    assert pressing_of(household, on=SIGNED) == []


def test_a_dispute_acknowledges_nothing(loan, treasurer):
    confirmed(loan.household, treasurer, disputed={loan.pk: "จ่ายแล้ว"})

    assert states(loan) == [NEAR]


def test_the_rule_of_the_loan_says_whether_it_is_paid_by_instalments(loan, savings_group):
    loan.rule = make_rule(savings_group, term_months=36, due="yearly")
    loan.save(update_fields=["rule"])
    assert states(loan) == [OVER]

    loan.rule = make_rule(savings_group, term_months=36, due="once", effective_on=date(2016, 1, 1))
    loan.save(update_fields=["rule"])
    assert states(loan) == [NEAR]


def test_the_villages_list_begins_with_what_ends_first(loan, institution, savings_group):
    other = make_household(institution, "13")
    make_person(other, "นางใหม่ แบบอย่าง")
    barred = make_loan(other, savings_group, 100, due_on=date(2005, 1, 1))
    make_loan(other, savings_group, 100, due_on=AS_OF)

    pressing = pressing_in(institution, on=SIGNED)

    assert [one.loan for one in pressing] == [barred, loan]
    assert [one.first.state for one in pressing] == [OVER, NEAR]
    warned = [one.code for one in warnings_of_prescription([barred, loan], on=SIGNED)]
    assert sorted(warned[:2]) == ["nearly_prescribed", "prescribed"]
    assert warned[2:] == ["prescription_advice"] * 2


def test_what_to_do_is_said_once_for_several_loans(client, loan, savings_group, treasurer):
    home = loan.household
    for _ in range(2):
        make_loan(home, savings_group, 100, due_on=date(2005, 1, 1))
    loans = [*home.loans.filter(due_on=date(2005, 1, 1))]

    warned = [*warnings_of_prescription(loans, on=SIGNED)]
    said = [one.sentence for one in warned if one.code == "prescription_advice"]
    assert [one.code for one in warned] == ["prescribed", "prescribed", "prescription_advice"]
    assert not any(said[0] in one.sentence for one in warned[:-1])

    client.force_login(treasurer)
    page = client.get(f"/households/{home.pk}/").content.decode()
    assert page.count(said[0]) == 1


def row(**values):
    said = {"kind": "'written'", '"on"': "'2016-05-01'", "paper": "'x'", "takes_back_id": "NULL"}
    said |= values
    return f"""INSERT INTO debts_acknowledgment (loan_id, actor_id, chain, {", ".join(said)})
        SELECT loan_id, actor_id, '', {", ".join(said.values())} FROM debts_acknowledgment
         WHERE takes_back_id IS NULL
           AND loan_id = (SELECT min(loan_id) FROM debts_acknowledgment)"""


FIRST = "(SELECT min(id) FROM debts_acknowledgment)"
OTHERS = "(SELECT max(id) FROM debts_acknowledgment)"
GUARDS = {
    "acknowledgment_append_only": "UPDATE debts_acknowledgment SET paper = 'x'",
    "acknowledgment_append_only (delete)": "DELETE FROM debts_acknowledgment",
    "acknowledgment_kind_is_known": row(kind="'bogus'"),
    "acknowledgment_kind_is_known (paper)": row(paper="''"),
    "acknowledgment_takes_back_its_loans": row(takes_back_id=OTHERS),
    "acknowledgment_takes_back_its_loans (day)": row(
        takes_back_id=FIRST, **{'"on"': "'2016-05-02'"}
    ),
}


@pytest.mark.parametrize("guard", GUARDS)
def test_the_database_keeps_acknowledgments(guard, loan, household, treasurer):
    say(loan, treasurer)
    say(household.loans.first(), treasurer)

    assert refused_by(GUARDS[guard]) == guard.split(" ")[0]


def test_an_acknowledgment_is_taken_back_once_in_the_database_too(loan, treasurer):
    say(loan, treasurer)
    with connection.cursor() as cursor:
        cursor.execute(row(takes_back_id=FIRST))

    assert refused_by(row(takes_back_id=FIRST)) == "debts_acknowledgment_takes_back_id_key"
