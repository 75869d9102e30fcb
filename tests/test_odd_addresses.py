"""Whatever stands in an address, the answer is a page or "not found", never a fault of ours."""

import re
from itertools import cycle
from urllib.parse import quote

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.urls import reverse

from tests.builders import make_institution
from tests.test_who_sees_what import LISTS, LOOKED, fingerprints

pytestmark = pytest.mark.django_db

ODD = {
    "null character": "\x00",
    "null character inside": "33\x0012",
    "huge number": str(10**30),
    "more digits than Python reads": "9" * 5000,
    "negative": "-1",
    "zero": "0",
    "fraction": "1.5",
    "letter": "x",
    "percent": "%",
    "underscore": "_",
    "backslash": "\\",
    "quotes": "'\";--",
    "Thai digits": "๑๒",
    "superscript": "²",
    "long Thai text": "ก้ำ" * 2000,
    "emoji": "🏠👨‍👩‍👧",
    "way up": "../../etc/passwd",
    "markup": "<script>alert(1)</script>",
    "right to left": "\u202e",
    "line end": "\r\nSet-Cookie: a=b",
}
LOOKED_FOR = [
    *["q", "page", "per_page", "sort", "fund", "state", "status", "unpaid"],
    *["draft-page", "outcome", "row", "account", "band", "result", "show", "step", "households"],
    *["stage"],
]
NAMED = ["institution", "on", "area"]  # not found, where there is no such one
FILES = {"consolidation:contract_list_file", "consolidation:household_list_file"}
FILES |= {"consolidation:matrix_file"}
ARGUMENTS = {"members:filter_keep": ["households"]} | {name: ["csv"] for name in FILES}
ADDRESSES = {name: reverse(name, args=ARGUMENTS.get(name)) for name in sorted(LISTS)}
NUMBERED = {
    "consolidation:criteria",
    "consolidation:people",
    "debts:classify",
    "debts:register_errors",
    "members:job",
    "consolidation:contract",
    "consolidation:household",
    "consolidation:merge",
    "consolidation:pay",
    "consolidation:select",
    "consolidation:undo",
    "debts:discard",
    "debts:doubts",
    "debts:record",
    "debts:register",
}


# Both go the same ways through the lists, so each odd text is asked by one of them.
ASKED_BY = list(zip(cycle(["treasurer", "district_officer"]), ODD.values(), strict=False))


@pytest.fixture
def looked_for(monkeypatch) -> set[str]:
    """What the pages look for in their address, as they do it."""
    names: set[str] = set()

    class Listened(QueryDict):
        def __contains__(self, name: str) -> bool:
            names.add(name)
            return super().__contains__(name)

        def __getitem__(self, name: str) -> str:
            names.add(name)
            return super().__getitem__(name)

        def _getlist(self, name: str, *how, **more) -> list[str]:
            names.add(name)
            return super()._getlist(name, *how, **more)

    whole = WSGIRequest.GET.func
    listened = property(
        lambda asked: asked.__dict__.setdefault(
            "listened", Listened(whole(asked).urlencode(), encoding=asked.encoding)
        )
    )
    monkeypatch.setattr(WSGIRequest, "GET", listened)
    return names


@pytest.mark.parametrize(("person", "odd"), ASKED_BY, ids=ODD)
def test_a_list_takes_any_question(
    request, client, household, person, odd, institution, looked_for
):
    make_institution(moo=12, name="บ้านที่สอง")
    client.force_login(request.getfixturevalue(person))
    shown = reverse("reports:district_form", args=[institution.code])
    asked = 0
    for address in [*ADDRESSES.values(), shown]:
        looked_for.clear()
        answer = client.get(address, dict.fromkeys(LOOKED_FOR, odd))
        assert (address, answer.status_code) == (address, 200)
        for named in {*NAMED} & looked_for:
            assert client.get(address, {named: odd}).status_code in {200, 404}, address
            asked += 1
    assert asked > 8


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_address_of_nothing_is_not_found(treasurer, client, odd):
    client.force_login(treasurer)
    for name in NUMBERED:
        before, _one, after = reverse(name, args=[1]).partition("1")
        for written in (quote(odd, safe=""), quote(odd, safe="/")):
            assert client.get(f"{before}{written}{after}").status_code == 404, name


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_institution_is_found_by_six_or_eight_digits_alone(client, district_officer, odd):
    client.force_login(district_officer)
    written = quote(odd, safe="")
    for address in (
        f"/reports/district-form/{written}/",
        f"/reports/district-form/{written}.csv",
        f"/reports/district-form/33120691.{written}",
        f"/funds/?institution={written}",
    ):
        assert client.get(address).status_code == 404, address


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_the_sign_in_form_takes_any_text_and_answers_in_thai(client, db, odd):
    answer = client.post("/sign-in/", {"username": odd, "password": odd})

    assert answer.status_code == 200
    said = [sentence for field in answer.context["form"].errors.values() for sentence in field]
    assert [sentence for sentence in said if re.search("[a-zA-Z]", sentence)] == []


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_the_form_of_an_act_takes_any_text_and_nothing_is_done(treasurer, client, household, odd):
    client.force_login(treasurer)
    before = fingerprints()
    typed = ["on", "document", "loans", "into", "borrower", "resolution", "account", "as_of"]
    for address in (
        reverse("consolidation:select", args=[household.pk]),
        reverse("consolidation:merge", args=[household.pk]),
        reverse("debts:register_new"),
    ):
        answer = client.post(address, dict.fromkeys(typed, odd) | {"step": "confirm"})
        assert (address, answer.status_code) == (address, 200)
        said = [sentence for field in answer.context["form"].errors.values() for sentence in field]
        assert [sentence for sentence in said if "characters" in sentence] == []
    after = fingerprints()
    assert {table for table in after if after[table] != before[table]} <= LOOKED


def test_the_rows_of_a_page_are_ours_to_choose(client, treasurer, household):
    client.force_login(treasurer)
    for name in LISTS - {"reports:index", "debts:register_list"} - FILES:
        address = ADDRESSES[name]
        for rows in ("-5", "0", "1", "1000000"):
            table = client.get(address, {"per_page": rows}).context.get("table")
            pages = getattr(table, "paginator", None)  # a small table has none
            assert pages is None or pages.per_page == 50, address
