from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from consolidation.models import Contract
from tests.consolidation.submitted import make_approved
from tests.pages import main_texts


@pytest.fixture
def address(household, treasurer, district_officer):
    make_approved(household, treasurer, district_officer)
    return f"/households/{household.pk}/merge/"


def confirmed(household, fund):
    return {
        "loans": [loan.pk for loan in household.loans.all()],
        "into": fund.pk,
        "borrower": household.persons.first().pk,
        "on": "31/7/2560",
        "resolution": "",
        "step": "confirm",
    }


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_a_stale_second_press_shows_the_contract_that_exists(
    address, household, village_fund, savings_group, treasurer
):
    first, second = signed_in(treasurer), signed_in(treasurer)
    first.post(address, confirmed(household, village_fund))

    answer = second.post(address, confirmed(household, savings_group))

    contract = Contract.objects.get()
    assert contract.fund == village_fund
    assert "ครัวเรือนนี้มีสัญญาเลขที่ กทบ. 1/2560 อยู่แล้ว (๑ ครัวเรือน ๑ สัญญา)" in main_texts(answer, "li")
    assert main_texts(answer, "h2") == ["ยังทำสัญญาไม่ได้", "ครัวเรือนนี้มีสัญญาอยู่แล้ว"]
    assert main_texts(answer, "a")[-1] == "ดูสัญญา"
    assert f'href="/contracts/{contract.pk}/"' in answer.content.decode()
    assert main_texts(answer, "button") == []


@pytest.mark.django_db
def test_the_merge_page_of_a_household_with_a_contract_leads_to_it(
    address, household, village_fund, treasurer
):
    client = signed_in(treasurer)
    client.post(address, confirmed(household, village_fund))

    page = client.get(address)

    assert main_texts(page, "h2") == ["ครัวเรือนนี้มีสัญญาอยู่แล้ว"]
    assert main_texts(page, "button") == []


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_make_one_contract_and_one_answer_in_words(
    address, household, village_fund, treasurer
):
    ready, answers = Barrier(2), []

    def press(client):
        ready.wait()
        answers.append(client.post(address, confirmed(household, village_fund)))
        connection.close()

    people = [Thread(target=press, args=[signed_in(treasurer)]) for _twice in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    contract = Contract.objects.get()
    made, refused = sorted(answers, key=lambda answer: -answer.status_code)
    assert (made.status_code, made["Location"]) == (302, f"/contracts/{contract.pk}/")
    assert main_texts(refused, "h2") == ["ยังทำสัญญาไม่ได้", "ครัวเรือนนี้มีสัญญาอยู่แล้ว"]
