"""Whoever is shown a household, by whatever page, leaves a trace that its institution reads."""

import pytest

from members.models import AccessEntry, Institution, Person
from members.page_names import UNNAMED, address_called
from tests.addresses import names, patterns
from tests.addresses_asked import OWNERS, db, taken_back, world
from tests.answers_read import said

__all__ = ["db", "world"]

OF_A_HOUSEHOLD = {"household_id", "submission_id", "contract_id", "receipt_id", "transfer_id"}
WITHOUT_A_TRACE = {
    "members:access_log": "tells who looked; a trace of reading traces would never end",
    "members:notices": "what one was told, by acts that stand in the record",
}


def ours() -> list[str]:
    apps = ("members:", "debts:", "consolidation:", "reports:")
    return [name for name in names() if name.startswith(apps)]


def looks(world, who: str, name: str) -> tuple[int, bool, list[AccessEntry]]:
    """How the page was answered, whether somebody's name stands on it, and who looked."""
    own = Institution.objects.get(code=world.own.code)
    people = Person.objects.filter(household__institution=own).values_list("full_name", flat=True)
    before = AccessEntry.objects.latest("pk").pk if AccessEntry.objects.exists() else 0
    with taken_back():
        answer = world.clients[who].get(world.addresses[name])
        text = said(answer)
        left = AccessEntry.objects.filter(pk__gt=before, institution=own)
        return answer.status_code, any(one in text for one in people), [*left]


@pytest.mark.parametrize("who", OWNERS)
def test_every_page_of_a_household_and_every_list_of_names_leaves_a_trace(world, who):
    silent, shown = [], 0
    for name in ours():
        status, named, left = looks(world, who, name)
        of_one = OF_A_HOUSEHOLD & patterns()[name].pattern.converters.keys()
        if status != 200 or not (named or of_one) or name in WITHOUT_A_TRACE:
            continue
        shown += 1
        if not left or (of_one and not any(entry.household for entry in left)):
            silent.append(name)

    assert (silent, shown > 5) == ([], True)


def test_every_address_of_ours_has_a_name_that_people_read(world):
    called = {name: address_called(world.addresses[name]) for name in ours()}

    assert [name for name, page in called.items() if page == UNNAMED] == []
    assert address_called("/old/address/") == "หน้าที่ไม่มีแล้ว"
