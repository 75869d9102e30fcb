"""A household consents to the use of its data by a paper of a day, and may take that back."""

from datetime import date

import pytest

from consolidation.consenting import PURPOSE, consents_of, give_consent, take_back_consent
from consolidation.models import Consent
from fundinst.errors import Refused
from members.models import AuditEntry
from tests.consolidation.registered import SIGNED_ON

pytestmark = pytest.mark.django_db

LATER = date(2017, 8, 1)


def test_a_consent_is_kept_with_its_purpose_and_its_papers_date(household, treasurer):
    consent = give_consent(household, signed_on=SIGNED_ON, actor=treasurer)

    assert (consent.is_given, consent.purpose, consent.signed_on) == (True, PURPOSE, SIGNED_ON)
    assert consents_of([household.pk]) == {household.pk: consent}
    assert AuditEntry.objects.get(act="consent_given").sentence == (
        "ให้ความยินยอมใช้ข้อมูล ตามเอกสารวันที่ 10 ก.ค. 2560"
    )


def test_the_same_paper_told_twice_is_one_consent_a_newer_paper_another(household, treasurer):
    first = give_consent(household, signed_on=SIGNED_ON, actor=treasurer)

    again = give_consent(household, signed_on=SIGNED_ON, actor=treasurer)
    newer = give_consent(household, signed_on=LATER, actor=treasurer)

    assert (again, Consent.objects.count()) == (first, 2)
    assert consents_of([household.pk]) == {household.pk: newer}


def test_a_consent_taken_back_holds_no_more_and_can_be_given_anew(household, treasurer):
    give_consent(household, signed_on=SIGNED_ON, actor=treasurer)

    take_back_consent(household, signed_on=LATER, actor=treasurer)
    none = consents_of([household.pk])
    give_consent(household, signed_on=LATER, actor=treasurer)

    assert none == {}
    assert [one.is_given for one in Consent.objects.all()] == [True, False, True]


def test_what_was_never_given_cannot_be_taken_back(household, treasurer):
    assert take_back_consent(household, signed_on=LATER, actor=treasurer) is None
    assert not Consent.objects.exists()


def test_it_is_not_taken_back_before_the_day_it_was_given(household, treasurer):
    give_consent(household, signed_on=LATER, actor=treasurer)

    with pytest.raises(Refused) as stopped:
        take_back_consent(household, signed_on=SIGNED_ON, actor=treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["taken_back_before_given"]
    assert len(consents_of([household.pk])) == 1


@pytest.mark.parametrize("purpose", ["", " ", "ก" * 501])
def test_a_consent_without_a_purpose_is_none(purpose, household, treasurer):
    with pytest.raises(Refused) as stopped:
        give_consent(household, signed_on=SIGNED_ON, purpose=purpose, actor=treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["purpose_missing"]
    assert not Consent.objects.exists()
