"""Every address × every role and place × GET and POST: each answer is the table's, nothing leaks.

What there is to ask comes from the URL configuration (``tests/addresses.py``), what is to be heard
from one table (``tests/answers.py``). Whoever doesn't see an institution can't tell either that it
is there: not by asking for it, nor by counting.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils.timezone import now

from consolidation.reviewing import approve
from debts.drafting import upload_register
from members.models import FundAccount, Institution, User
from members.one_time_codes import code_under, new_seal
from members.phones import read_phone
from members.posts import Post
from members.seating import seat_on_committee
from members.user_accounts import create_account
from reports.demo_data import Tenant
from tests.addresses import names
from tests.addresses_asked import DISTRICT, OWN, WHO, World, db, taken_back, world
from tests.addresses_searched import Heard, Listener, answers_to, lists, questions
from tests.answers import KINDS, LETTERS, is_answer, letter
from tests.answers_read import without_keys
from tests.builders import make_contract, make_household, make_loan, make_person, make_user
from tests.consolidation.submitted import make_clean_submission, make_submission

__all__ = ["db", "world"]

FAR = {"committee in another province", "district officer in another province"}
FAR |= {"officer of another province", "department"}
"""Asked with one form instead of two: the same as those who are nearer, from further away."""
NEAREST_UNSEEN = {
    "committee of the sister institution": OWN,
    "district officer": DISTRICT,
}
"""Who searches, and for whose rows: an officer, who sees several institutions, may choose one."""
OUTSIDE = ["committee of the sister institution", "officer of another district"]
OUTSIDE += ["officer of another province"]
TODAY = date(2025, 12, 1)


def test_every_url_has_its_row_in_the_table_and_every_row_its_url():
    rows = [name for kind in KINDS for name in kind.names()]

    assert (
        {
            name: "has no answers: put it into the right kind in tests/answers.py"
            for name in {*names()} - {*rows}
        },
        {name: "is no URL any more: take it out" for name in {*rows} - {*names()}},
        {name: "stands twice" for name in rows if rows.count(name) > 1},
    ) == ({}, {}, {})


def test_every_row_has_a_letter_that_is_known_for_each_person():
    letters = [*(kind.get.replace(" ", "") for kind in KINDS)]
    letters += [*(kind.post.replace(" ", "") for kind in KINDS)]

    assert {len(row) for row in letters} == {len(WHO)}
    assert {*"".join(letters)} == {*LETTERS}


@pytest.mark.parametrize("who", WHO)
def test_everybody_hears_what_the_table_says_and_nothing_of_whom_they_do_not_see(who, world):
    secrets = [word for tenant in world.hidden_from(who) for word in words_of(tenant)]
    wrong, leaks = [], []
    for name, sent, answer in everything_asked(world, who):
        expected = letter(name, answer.wsgi_request.method.lower(), [*WHO].index(who))
        location = answer.get("Location", "").partition("?")[0]
        if not is_answer(expected, answer.status_code, location):
            heard = f"{answer.status_code} {location}".strip()
            wrong.append(f"{name} {sent}: heard {heard}, expected: {LETTERS[expected]}")
        leaks += [f"{name} {sent}: {word}" for word in secrets if word in answer.said]

    assert (wrong, leaks) == ([], []), "\n".join(wrong + leaks)


def everything_asked(world: World, who: str) -> Iterator[tuple[str, str, HttpResponse]]:
    """Each address, how it was asked, and the answer: by GET, by POST with nothing and with all."""
    for name, address in world.addresses.items():
        ways: dict[str, Any] = {"GET": None, "POST empty": {}}
        if filled_in := world.filled_in(name):
            ways["POST"] = filled_in
            if who in FAR:
                del ways["POST empty"]
        for way, data in ways.items():
            yield name, way, world.ask(who, way.split()[0].lower(), address, data)


def words_of(tenant: Tenant) -> list[str]:
    """What stands in the tenant's rows and in nobody else's."""
    homes = tenant.households
    numbers = homes[0].house_number.partition("/")[0] + "/"
    telephones = [read_phone(home.phone) for home in homes]
    return [tenant.canary, numbers, *telephones, *(home.national_id for home in homes)]


def test_the_words_that_would_leak_are_there_for_whom_they_are(world):
    """Pages, files and headers are read as people read them: else nothing could be seen to leak."""
    found = {}
    for name in ("household_list", "household_list_file", "registration_papers"):
        answer = world.ask("committee", "get", world.addresses[f"consolidation:{name}"])
        found[name] = [word in answer.said for word in words_of(world.own)[:2]]
    for ending in ("csv", "xlsx", "pdf"):
        address = f"/reports/district-form/{world.own.code}.{ending}"
        found[ending] = world.own.canary in world.ask("committee", "get", address).said
    people = world.addresses["consolidation:people"]
    found["people"] = words_of(world.own)[2] in world.ask("committee", "get", people).said

    assert found == {
        "household_list": [True, True],
        "household_list_file": [True, True],
        "registration_papers": [True, True],
        **dict.fromkeys(["csv", "xlsx", "pdf", "people"], True),
    }


@pytest.mark.parametrize("who", OUTSIDE)
def test_what_others_have_is_as_if_it_were_not_there(who, world):
    """Whatever isn't found isn't found in the same words, be it somebody's or nobody's."""
    nobodys = without_address(world.ask(who, "get", "/households/987654321/"))
    somebodys = {
        name: without_address(world.ask(who, "get", address))
        for name, address in world.addresses.items()
        if letter(name, "get", [*WHO].index(who)) == "n"
    }

    assert [name for name, heard in somebodys.items() if heard != nobodys] == []
    assert len(somebodys) > 25


def without_address(answer: HttpResponse) -> str:
    return without_keys(answer.said).replace(answer.wsgi_request.get_full_path(), "")


@pytest.mark.parametrize("who", NEAREST_UNSEEN)
def test_a_search_for_what_others_have_answers_as_one_for_what_nobody_has(who, world):
    asked = questions(world.data.tenants[NEAREST_UNSEEN[who]])
    heard = [
        (f"{name}?{question.key}=", told)
        for name, address in lists(world, who).items()
        for question, told in answers_to(Listener(world, who, address), asked)
    ]

    assert [f"{page}{one}" for page, told in heard for one in told] == []
    assert {f"consolidation:{name}_list?q=" for name in ("household", "contract")} <= {
        page for page, _told in heard
    }


def test_no_list_changes_with_what_is_done_where_one_sees_nothing(world):
    before = {who: everything_listed(world, who) for who in OUTSIDE}
    with taken_back():
        do_something_of_everything(world)
        after = {who: everything_listed(world, who) for who in OUTSIDE}
        own = everything_listed(world, "committee")

    pages = [(who, name) for who in OUTSIDE for name in before[who]]
    assert [(who, name) for who, name in pages if before[who][name] != after[who][name]] == []
    assert all("9000/90" in own[f"consolidation:household_list{way}"][1] for way in ("", "_file"))


def everything_listed(world: World, who: str) -> dict[str, Heard]:
    return {
        name: Listener(world, who, address).hear() for name, address in lists(world, who).items()
    }


def do_something_of_everything(world: World) -> None:
    """Households are sent, approved and contracted; a register, a seat and a user are added."""
    institution = Institution.objects.get(code=world.own.code)
    staff = make_user("committee", institution=institution)
    officer = make_user("district", area=world.own.district)
    make_clean_submission(institution, staff, "9000/90")
    approve([make_clean_submission(institution, staff, "9000/91")], on=TODAY, actor=officer)
    contract(institution, staff, officer)
    upload_register(
        FundAccount.objects.get(fund__institution=institution, fund__position=1, number=1),
        file_name="ใหม่.csv",
        content="ชื่อ-สกุล,บ้านเลขที่,ยอดคงเหลือ\nนายก แบบอย่าง,99,100\n".encode(),
        as_of=TODAY,
        actor=staff,
    )
    seat_on_committee(institution, position="member", name="นายนั่ง ใหม่", on=TODAY, actor=staff)
    create_account(
        Post("committee", institution=institution),
        display_name="นางใหม่ แบบอย่าง",
        code=code_under(new_seal(), by=officer),
        on=TODAY,
        actor=officer,
        now=now(),
    )


def contract(institution: Institution, staff: User, officer: User) -> None:
    home = make_household(institution, "9000/92")
    head = make_person(home, "นางสาวใหม่ แบบอย่าง")
    funds = [*institution.funds.all()]
    for fund in funds:
        make_loan(home, fund, 123456)
    approve([make_submission(home, staff)], on=TODAY, actor=officer)
    make_contract(home, funds[0], staff, borrower=head, on=TODAY)
