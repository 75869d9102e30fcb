"""A household confirms its debts of a cut-off date, or disputes some; the last word holds."""

from datetime import date
from decimal import Decimal

import pytest

from debts.confirmations import disputed, last_words
from debts.confirming import confirm_loans
from debts.models import Confirmation
from fundinst.errors import Refused
from members.models import AuditEntry
from tests.builders import AS_OF, make_household, make_loan

pytestmark = pytest.mark.django_db

SIGNED_ON = date(2017, 7, 10)


def confirm(household, actor, **said):
    return confirm_loans(
        household,
        **{
            "cut_off": AS_OF,
            "signed_on": SIGNED_ON,
            "sign": "signature",
            "witnesses": (),
            "disputed": {},
            "actor": actor,
            **said,
        },
    )


def codes(stopped) -> list[str]:
    return [refusal.code for refusal in stopped.value.refusals]


def test_a_signature_confirms_every_loan_at_its_balance_of_the_cut_off_date(household, treasurer):
    make_loan(household, household.loans.first().account, 900, on=date(2017, 7, 5))

    confirm(household, treasurer)

    said = Confirmation.objects.values_list("amount", "outcome", "sign", "cut_off", "signed_on")
    assert [*said] == [
        (4400, "confirmed", "signature", AS_OF, SIGNED_ON),
        (3100, "confirmed", "signature", AS_OF, SIGNED_ON),
        (5700, "confirmed", "signature", AS_OF, SIGNED_ON),
    ]
    assert AuditEntry.objects.get(act="loans_confirmed").sentence == (
        "ยอด ณ 30 มิ.ย. 2560 ครัวเรือนรับรองหนี้ 3 สัญญา 13,200 บาท (ลงลายมือชื่อ)"
    )


def test_a_disputed_loan_stands_beside_the_confirmed_ones_with_what_the_household_says(
    household, treasurer
):
    loan = household.loans.last()

    confirm(household, treasurer, disputed={loan.pk: " จ่ายไปแล้ว 2,000 บาท "})

    words = last_words(household.loans.values_list("pk", flat=True), cut_off=AS_OF)
    assert [word.outcome for word in words.values()] == ["confirmed", "confirmed", "disputed"]
    assert (words[loan.pk].reason, words[loan.pk].sign) == ("จ่ายไปแล้ว 2,000 บาท", "")
    assert [*disputed(words)] == [loan.pk]


def test_a_household_that_disputes_everything_needs_no_sign(household, treasurer):
    every = dict.fromkeys(household.loans.values_list("pk", flat=True), "ไม่ได้กู้")

    confirm(household, treasurer, sign="", disputed=every)

    assert {word.outcome for word in Confirmation.objects.all()} == {"disputed"}


def test_a_later_confirmation_ends_a_dispute_and_both_stay_written(household, treasurer):
    loan = household.loans.first()
    confirm(household, treasurer, disputed={loan.pk: "จ่ายแล้ว"})

    confirm(household, treasurer)

    assert disputed([loan.pk]) == {}
    assert [word.outcome for word in loan.confirmations.all()] == ["disputed", "confirmed"]


def test_a_thumb_mark_is_kept_with_its_two_witnesses(household, treasurer):
    confirm(household, treasurer, sign="thumb", witnesses=(" นายหนึ่ง  พยาน ", "นางสอง พยาน"))

    word = Confirmation.objects.first()
    assert (word.sign, word.witness_1, word.witness_2) == ("thumb", "นายหนึ่ง พยาน", "นางสอง พยาน")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"sign": ""}, "sign_missing"),
        ({"sign": "stamp"}, "sign_missing"),
        ({"sign": "thumb"}, "witnesses_missing"),
        ({"sign": "thumb", "witnesses": ("นายหนึ่ง พยาน",)}, "witnesses_missing"),
        ({"sign": "thumb", "witnesses": ("นายหนึ่ง พยาน", "นายหนึ่ง  พยาน")}, "witnesses_missing"),
        ({"witnesses": ("ก" * 201,)}, "witness_long"),
        ({"witnesses": ("นาย\u202eหนึ่ง",)}, "witness_unreadable"),
        ({"signed_on": date(2017, 6, 29)}, "signed_before_cut_off"),
        ({"disputed": {0: "จ่ายแล้ว"}}, "loan_unknown"),
        ({"cut_off": date(2017, 6, 29)}, "owes_nothing"),
    ],
)
def test_what_cannot_be_a_confirmation_is_refused_and_nothing_is_written(
    said, code, household, treasurer
):
    with pytest.raises(Refused) as stopped:
        confirm(household, treasurer, **said)

    assert codes(stopped) == [code]
    assert not Confirmation.objects.exists()
    assert not AuditEntry.objects.filter(act="loans_confirmed").exists()


@pytest.mark.parametrize(
    ("reason", "code"), [(" ", "dispute_reason_missing"), ("ก" * 301, "dispute_reason_long")]
)
def test_a_dispute_says_in_few_words_what_the_household_says(reason, code, household, treasurer):
    with pytest.raises(Refused) as stopped:
        confirm(household, treasurer, disputed={household.loans.first().pk: reason})

    assert codes(stopped) == [code]


def test_every_reason_is_told_at_once(household, treasurer):
    with pytest.raises(Refused) as stopped:
        confirm(
            household,
            treasurer,
            signed_on=date(2017, 1, 1),
            sign="",
            disputed={household.loans.first().pk: ""},
        )

    assert codes(stopped) == ["signed_before_cut_off", "sign_missing", "dispute_reason_missing"]


def test_the_same_said_twice_is_written_once(household, treasurer):
    first = confirm(household, treasurer)

    assert confirm(household, treasurer, last=0) == first
    assert (Confirmation.objects.count(), AuditEntry.objects.filter(actor=treasurer).count()) == (
        3,
        1,
    )


def test_an_amount_that_changed_since_the_page_was_opened_is_shown_and_not_confirmed(
    household, treasurer
):
    first, second, _third = household.loans.all()
    seen = {first.pk: Decimal(4400), second.pk: Decimal(3000), 0: Decimal(5)}

    with pytest.raises(Refused) as stopped:
        confirm(household, treasurer, seen=seen)

    assert codes(stopped) == ["balance_changed", "loan_added", "loan_gone"]
    assert "จาก 3,000 เป็น 3,100 บาท" in stopped.value.refusals[0].sentence
    assert not Confirmation.objects.exists()


def test_who_confirms_second_hears_that_somebody_did_meanwhile(household, treasurer):
    loan = household.loans.first()
    confirm(household, treasurer, disputed={loan.pk: "จ่ายแล้ว"}, last=0)

    with pytest.raises(Refused) as stopped:
        confirm(household, treasurer, last=0)

    assert codes(stopped) == ["confirmed_meanwhile"]
    assert [*disputed([loan.pk])] == [loan.pk]


def test_a_household_taken_out_of_the_register_confirms_nothing(institution, treasurer):
    household = make_household(institution, "7")
    household.is_removed = True
    household.save(update_fields=["is_removed"])

    with pytest.raises(Refused) as stopped:
        confirm(household, treasurer)

    assert codes(stopped) == ["household_removed", "owes_nothing"]
