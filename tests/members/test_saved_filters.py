from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, transaction

from fundinst.errors import Refused
from members.models import AuditEntry, SavedFilter
from members.saving_filters import keep_filter, remove_filter, rename_filter
from members.undoing import undo_entry
from tests.builders import make_user

pytestmark = pytest.mark.django_db

SEARCH = {"q": "ทองม้วน", "state": "several"}
QUERY = urlencode(SEARCH)


def keep(user, name="บ้านที่รอ", query=QUERY, page="households", **sharing):
    return keep_filter(user, page=page, query=query, name=name, **sharing)


def codes(stopped):
    return [refusal.code for refusal in stopped.value.refusals]


@pytest.fixture
def colleague(institution):
    return make_user("committee", institution=institution)


def test_ones_own_search_is_ones_own_and_a_shared_one_the_committees(
    treasurer, colleague, outsider, district_officer, institution
):
    own = keep(treasurer)
    shared = keep(treasurer, name="ใช้ร่วมกัน", shared_in=institution)
    seen = {
        user: {*SavedFilter.objects.visible_to(user)}
        for user in (treasurer, colleague, outsider, district_officer)
    }

    assert [*seen.values()] == [{own, shared}, {shared}, set(), set()]
    assert [
        *AuditEntry.objects.filter(act="filter_kept").values_list("sentence", "institution")
    ] == [
        ("เก็บตัวกรอง “ใช้ร่วมกัน”", institution.pk),
        ("เก็บตัวกรองของตนเอง", None),
    ]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"query": ""}, "filter_empty"),
        ({"query": "q=" + "ก" * 500}, "filter_too_long"),
        ({"name": " "}, "filter_nameless"),
        ({"name": "ก" * 101}, "filter_name_too_long"),
        ({"name": "ก\x00"}, "filter_name_unreadable"),
        ({"name": "มีแล้ว ", "query": "q=32"}, "filter_name_taken"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(treasurer, wrong, code):
    kept = keep(treasurer, name="มีแล้ว")

    with pytest.raises(Refused) as stopped:
        keep(treasurer, **wrong)

    assert codes(stopped) == [code]
    assert [*SavedFilter.objects.all()] == [kept]


def test_a_search_is_shared_only_where_one_sits_on_the_committee(
    treasurer, other_institution, district_officer, institution
):
    for user, place in ((treasurer, other_institution), (district_officer, institution)):
        with pytest.raises(Refused) as stopped:
            keep(user, shared_in=place)
        assert codes(stopped) == ["not_their_committee"]


def test_two_lists_and_two_users_may_have_searches_of_one_name(treasurer, colleague):
    keep(treasurer)
    keep(treasurer, page="contracts")
    keep(colleague)

    assert SavedFilter.objects.filter(name="บ้านที่รอ").count() == 3


def test_the_database_refuses_a_name_twice(treasurer):
    kept = keep(treasurer)
    kept.pk = None

    with pytest.raises(IntegrityError, match="saved_filter_name_once_a_page"), transaction.atomic():
        kept.save(force_insert=True)


def test_a_renamed_search_keeps_its_address(treasurer):
    kept, other = keep(treasurer), keep(treasurer, name="อื่น")

    renamed = rename_filter(kept, name=" ชื่อ  ใหม่ ", actor=treasurer)
    with pytest.raises(Refused) as stopped:
        rename_filter(other, name="ชื่อ ใหม่", actor=treasurer)

    assert (renamed.name, renamed.query) == ("ชื่อ ใหม่", QUERY)
    assert codes(stopped) == ["filter_name_taken"]


def test_a_removed_search_comes_back_as_it_was(treasurer, institution):
    kept = keep(treasurer, shared_in=institution)
    entry = remove_filter(kept, actor=treasurer)
    assert not SavedFilter.objects.exists()

    undo_entry(entry, actor=treasurer)

    back = SavedFilter.objects.get()
    assert (back.user, back.institution, back.page, back.name, back.query) == (
        *(treasurer, institution, "households", "บ้านที่รอ", QUERY),
    )


def test_it_does_not_come_back_over_another_of_its_name(treasurer):
    entry = remove_filter(keep(treasurer), actor=treasurer)
    other = keep(treasurer, query="state=none")

    with pytest.raises(Refused) as stopped:
        undo_entry(entry, actor=treasurer)

    assert codes(stopped) == ["filter_name_taken"]
    assert [*SavedFilter.objects.all()] == [other]
