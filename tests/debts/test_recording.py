from datetime import date
from decimal import Decimal

import pytest

from debts.drafting import choose, discard_register, preview_of, upload_register
from debts.models import JournalEntry, Loan, MatchDecision, Register
from debts.recording import import_register, record_register
from fundinst.errors import Refused
from members.models import AuditEntry, Household, Person
from tests.builders import AS_OF, SIGNED, make_contract

pytestmark = pytest.mark.django_db

HEADER = "บ้านเลขที่,ชื่อ-สกุล,เลขที่สัญญา,เงินต้นคงเหลือ,ดอกเบี้ยค้าง,วันครบกำหนด\n"
WIFE = "24,นางกองแก้ว ทดสอบไทย,กทบ. 1/2559,9000,800,31/3/2560\n"
MAN = "31,นายชาลี จำลองสุข,กทบ. 2/2559,12600,1100,31/3/2561\n"


def take_in(fund, text, treasurer, *, as_of=AS_OF):
    return import_register(
        fund.accounts.get(number=1),
        file_name="ทะเบียน.csv",
        content=text.encode(),
        as_of=as_of,
        actor=treasurer,
    )


def draft_of(fund, text, treasurer, *, as_of=AS_OF):
    return upload_register(
        fund.accounts.get(number=1),
        file_name="ทะเบียน.csv",
        content=text.encode(),
        as_of=as_of,
        actor=treasurer,
    )


def journal():
    return list(JournalEntry.objects.values_list("kind", "on", "principal", "interest_under_year"))


OPENING = [
    ("opening", AS_OF, Decimal(9000), Decimal(800)),
    ("opening", AS_OF, Decimal(12600), Decimal(1100)),
]


def test_a_register_brings_in_its_households_people_and_loans(village_fund, treasurer):
    register = take_in(village_fund, HEADER + WIFE + MAN, treasurer)

    loans = Loan.objects.values_list("borrower__full_name", "number", "outstanding", "due_on")
    assert list(loans) == [
        ("นางกองแก้ว ทดสอบไทย", "กทบ. 1/2559", Decimal(9800), date(2017, 3, 31)),
        ("นายชาลี จำลองสุข", "กทบ. 2/2559", Decimal(13700), date(2018, 3, 31)),
    ]
    assert journal() == OPENING
    assert list(Household.objects.values_list("house_number", flat=True)) == ["24", "31"]
    assert (register.status, register.rows, register.total) == ("recorded", 2, Decimal(23500))


def test_interest_of_unsaid_age_is_taken_as_under_a_year(village_fund, treasurer):
    take_in(village_fund, HEADER + WIFE, treasurer)

    loan = Loan.objects.get()
    assert (loan.interest_over_year, loan.interest_under_year) == (Decimal(0), Decimal(800))


def test_the_same_register_again_changes_nothing(village_fund, treasurer):
    first = take_in(village_fund, HEADER + WIFE + MAN, treasurer)
    again = take_in(village_fund, HEADER + WIFE + MAN, treasurer)

    assert again == first
    assert journal() == OPENING
    assert AuditEntry.objects.filter(act="register_recorded").count() == 1


def test_a_corrected_register_moves_only_what_differs_by_a_journal_entry(village_fund, treasurer):
    take_in(village_fund, HEADER + WIFE + MAN, treasurer)

    corrected = WIFE.replace("9000,800", "9500,700")
    draft = draft_of(village_fund, HEADER + corrected + MAN, treasurer)
    assert preview_of(draft).counts == {
        "new": 0,
        "changed": 1,
        "same": 1,
        "doubtful": 0,
        "unreadable": 0,
    }
    record_register(draft, actor=treasurer)

    assert journal() == [*OPENING, ("correction", AS_OF, Decimal(500), Decimal(-100))]
    assert Loan.objects.count() == 2


def test_a_later_register_brings_each_balance_to_its_day_and_keeps_the_earlier(
    village_fund, treasurer
):
    december = date(2017, 12, 31)
    take_in(village_fund, HEADER + WIFE + MAN, treasurer)
    take_in(village_fund, HEADER + WIFE.replace("9000,800", "7000,0"), treasurer, as_of=december)

    assert journal()[2:] == [("register", december, Decimal(-2000), Decimal(-800))]
    june = preview_of(draft_of(village_fund, HEADER + WIFE + MAN, treasurer))
    assert june.counts["same"] == 2


def test_an_older_register_that_differs_is_refused_after_a_newer_one(village_fund, treasurer):
    take_in(village_fund, HEADER + WIFE, treasurer)
    newer = WIFE.replace("9000,800", "7000,0")
    take_in(village_fund, HEADER + newer, treasurer, as_of=date(2017, 12, 31))

    with pytest.raises(Refused) as stopped:
        take_in(village_fund, HEADER + WIFE.replace("9000", "8000"), treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["row_unreadable"]
    assert Loan.objects.get().outstanding == Decimal(7000)


def test_a_due_date_that_is_new_is_taken_over_and_a_blank_says_nothing(village_fund, treasurer):
    take_in(village_fund, HEADER + WIFE, treasurer)
    take_in(village_fund, HEADER + WIFE.replace("31/3/2560", ""), treasurer)
    assert Loan.objects.get().due_on == date(2017, 3, 31)

    take_in(village_fund, HEADER + WIFE.replace("31/3/2560", "31/3/2562"), treasurer)
    assert Loan.objects.get().due_on == date(2019, 3, 31)
    assert len(journal()) == 1


def test_two_loans_of_one_person_without_numbers_stay_two(village_fund, treasurer):
    lines = "บ้านเลขที่,ชื่อ-สกุล,ยอดคงเหลือ\n24,นางกองแก้ว ทดสอบไทย,100\n24,นางกองแก้ว ทดสอบไทย,{}\n"
    take_in(village_fund, lines.format(200), treasurer)
    take_in(village_fund, lines.format(250), treasurer)

    assert list(Loan.objects.values_list("principal", flat=True)) == [Decimal(100), Decimal(250)]
    assert Person.objects.count() == 1


def test_one_doubtful_or_unreadable_row_stops_the_whole_register(village_fund, treasurer):
    take_in(village_fund, HEADER + WIFE, treasurer)
    before = journal()

    with pytest.raises(Refused) as stopped:
        take_in(
            village_fund,
            HEADER + MAN + "24,นางกองแกว ทดสอบไทย,,100,0,\n" + "5,นายห้า ทดสอบ,,๑o๐,0,\n",
            treasurer,
        )

    assert [refusal.code for refusal in stopped.value.refusals] == [
        "row_doubtful",
        "row_unreadable",
    ]
    assert journal() == before
    assert Register.objects.count() == 1


def test_a_file_that_is_refused_leaves_nothing(village_fund, treasurer):
    with pytest.raises(Refused):
        draft_of(village_fund, "ก,ข\n1,2\n", treasurer)

    assert not Register.objects.exists()


def test_a_doubt_is_decided_once_and_remembered_for_the_next_register(
    village_fund, savings_group, treasurer
):
    take_in(village_fund, HEADER + WIFE, treasurer)
    wife = Person.objects.get()
    other = HEADER + "24,นางกองแกว ทดสอบไทย,,100,0,\n"
    draft = draft_of(savings_group, other, treasurer)
    (doubtful,) = preview_of(draft).rows
    key = "24|กองแกว ทดสอบไทย"

    choose(draft, key, answer={"person": wife.pk}, actor=treasurer)
    draft.refresh_from_db()
    record_register(draft, actor=treasurer)

    assert doubtful.outcome == "doubtful"
    assert set(Loan.objects.values_list("borrower", flat=True)) == {wife.pk}
    assert MatchDecision.objects.get().person == wife
    later = draft_of(savings_group, other.replace("100", "90"), treasurer, as_of=SIGNED)
    assert preview_of(later).counts["changed"] == 1


def test_a_candidate_of_another_institution_is_no_answer(
    village_fund, other_institution, treasurer
):
    stranger = Household.objects.create(institution=other_institution)
    draft = draft_of(village_fund, HEADER + WIFE, treasurer)

    with pytest.raises(Refused) as stopped:
        choose(draft, "24|x", answer={"household": stranger.pk}, actor=treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["candidate_unknown"]


def test_a_discarded_draft_keeps_nothing_of_its_file(village_fund, treasurer):
    draft = draft_of(village_fund, HEADER + WIFE, treasurer)

    discard_register(draft, actor=treasurer)

    assert Register.objects.values_list("status", "content").get()[0] == "discarded"
    assert bytes(Register.objects.get().content) == b""
    with pytest.raises(Refused):
        record_register(draft, actor=treasurer)
    assert not Loan.objects.exists()


def test_a_loan_that_was_merged_is_the_same_in_its_old_register_and_refused_in_a_new_one(
    village_fund, savings_group, treasurer
):
    take_in(village_fund, HEADER + WIFE, treasurer)
    take_in(savings_group, HEADER + WIFE.replace("กทบ. 1/2559", ""), treasurer)
    household = Household.objects.get()
    make_contract(household, village_fund, treasurer)

    old = preview_of(draft_of(village_fund, HEADER + WIFE, treasurer))
    new = preview_of(draft_of(village_fund, HEADER + WIFE, treasurer, as_of=date(2017, 12, 31)))
    unnumbered = WIFE.replace("กทบ. 1/2559", "")
    late = preview_of(
        draft_of(savings_group, HEADER + unnumbered, treasurer, as_of=date(2017, 12, 31))
    )

    assert old.counts["same"] == 1
    assert [preview.counts["unreadable"] for preview in (new, late)] == [1, 1]


def test_loans_the_register_does_not_name_are_told_and_left_alone(village_fund, treasurer):
    take_in(village_fund, HEADER + WIFE + MAN, treasurer)

    preview = preview_of(draft_of(village_fund, HEADER + MAN, treasurer))

    assert [str(loan.borrower) for loan in preview.missing] == ["นางกองแก้ว ทดสอบไทย"]


def test_a_row_that_owes_nothing_brings_in_nobody(village_fund, treasurer):
    take_in(village_fund, HEADER + WIFE + "9,นายเก้า ทดสอบ,,-,-,\n", treasurer)

    assert list(Person.objects.values_list("full_name", flat=True)) == ["นางกองแก้ว ทดสอบไทย"]
