"""Every address as every role and as an outsider: nobody reaches what isn't theirs.

The addresses come from the URL configuration; one without an example here fails the test.
"""

import pytest
from django.apps import apps
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from consolidation.merging import merge_debts
from debts.recording import upload_register
from tests.builders import AS_OF, SIGNED, make_household, make_loan

pytestmark = pytest.mark.django_db

REGISTER = "ชื่อ-สกุล,บ้านเลขที่,ยอดคงเหลือ\nนายลับเฉพาะ ปกปิด,77,1000\n".encode()


def names() -> list[str]:
    """Every named address of the project, with its namespace."""

    def walk(patterns, namespace=""):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, pattern.namespace or namespace)
            elif isinstance(pattern, URLPattern):
                yield f"{namespace}:{pattern.name}"

    return sorted(walk(get_resolver().url_patterns))


# Without an object behind them: anybody who has signed in may ask; the rows are the user's own.
LISTS = {
    "consolidation:contract_list",
    "consolidation:home",
    "consolidation:household_list",
    "debts:register_list",
    "members:fund_list",
    "reports:index",
}
ACTS = {  # only the institution's own committee; officers who may look hear 403, outsiders 404
    "consolidation:merge",
    "consolidation:pay",
    "consolidation:select",
    "consolidation:undo",
    "debts:discard",
    "debts:doubts",
    "debts:record",
}
OBJECTS = {
    "consolidation:contract",
    "consolidation:household",
    "debts:register",
    "reports:district_form",
    "reports:district_form_file",
}
OPEN = {"members:sign_in", "members:sign_out"}
ONLY_COMMITTEE = {"debts:register_new"}
# A link to one of these goes back to the register; a draft without doubts has none to show.
ONLY_BY_POST = {"debts:discard", "debts:doubts", "debts:record"}
APPS = ("fundinst", "members", "debts", "consolidation", "reports")


@pytest.fixture
def addresses(institution, household, savings_group, treasurer) -> dict[str, str]:
    """An address of the institution's own for every name."""
    contract = merge_debts(
        household,
        list(household.loans.values_list("pk", flat=True)),
        into=savings_group,
        borrower=household.persons.get(is_head=True),
        on=SIGNED,
        actor=treasurer,
        select=True,
    )
    waiting = make_household(institution, "40")
    make_loan(waiting, savings_group)
    draft = upload_register(
        savings_group.accounts.get(),
        file_name="ทะเบียนลับ.csv",
        content=REGISTER,
        as_of=AS_OF,
        actor=treasurer,
    )
    objects = {
        "consolidation:contract": [contract.pk],
        "consolidation:household": [household.pk],
        "consolidation:merge": [waiting.pk],
        "consolidation:pay": [contract.transfers.first().pk],
        "consolidation:select": [waiting.pk],
        "consolidation:undo": [contract.pk],
        "debts:discard": [draft.pk],
        "debts:doubts": [draft.pk],
        "debts:record": [draft.pk],
        "debts:register": [draft.pk],
        "reports:district_form": [institution.code],
        "reports:district_form_file": [institution.code, "csv"],
    }
    return {name: reverse(name, args=objects.get(name)) for name in names()}


def test_every_address_is_in_one_of_the_lists():
    assert set(names()) == LISTS | ACTS | OBJECTS | OPEN | ONLY_COMMITTEE


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_has_not_signed_in_reaches_the_sign_in_page_alone(method, client, addresses):
    for name in set(names()) - OPEN:
        answer = getattr(client, method)(addresses[name])
        assert (name, answer.status_code, answer.url.split("?")[0]) == (name, 302, "/sign-in/")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["outsider", "other_district_officer", "other_province_officer"])
def test_an_outsider_finds_nothing_there(who, method, client, addresses, request):
    client.force_login(request.getfixturevalue(who))
    for name in sorted(OBJECTS | ACTS):
        answer = getattr(client, method)(addresses[name])
        # An officer may press no committee's button anywhere, and hears so before any row is read.
        refused = 403 if name in ACTS and who != "outsider" else 404
        assert (name, answer.status_code) == (name, refused)
        for secret in ("ทองม้วน", "บุญเลิศ", "ทะเบียนลับ", "13,200", "ลับเฉพาะ", "บ้านทดลอง"):
            assert secret not in answer.content.decode(), (name, secret)


@pytest.mark.parametrize("who", ["outsider", "other_district_officer", "other_province_officer"])
def test_lists_searches_and_exports_hold_nothing_of_another_institution(
    who, client, addresses, request
):
    client.force_login(request.getfixturevalue(who))
    for name in sorted(LISTS):
        for question in ("", "?q=ทองม้วน", "?q=32/1", "?institution=33120691"):
            answer = client.get(addresses[name] + question)
            page = answer.content.decode().replace('value="ทองม้วน"', "").replace("“ทองม้วน”", "")
            named = name == "members:fund_list" and "institution=" in question
            assert (name, question, answer.status_code) == (name, question, 404 if named else 200)
            for secret in ("ทองม้วน", "บุญเลิศ", "ทะเบียนลับ", "13,200", "บ้านทดลอง"):
                assert secret not in page, (name, question, secret)


@pytest.mark.parametrize("who", ["treasurer", "district_officer", "province_officer", "department"])
def test_who_has_the_institution_in_scope_sees_its_pages(who, client, addresses, request):
    client.force_login(request.getfixturevalue(who))
    answers = {name: client.get(addresses[name]).status_code for name in LISTS | OBJECTS}

    assert answers == dict.fromkeys(LISTS | OBJECTS, 200)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["district_officer", "province_officer", "department"])
def test_upper_levels_read_and_never_act(who, method, client, addresses, request):
    client.force_login(request.getfixturevalue(who))
    before = fingerprints()
    answers = {
        name: getattr(client, method)(addresses[name]).status_code for name in ACTS | ONLY_COMMITTEE
    }

    assert answers == dict.fromkeys(ACTS | ONLY_COMMITTEE, 403)
    assert fingerprints() == before


def test_a_user_whose_office_has_ended_sees_nothing(client, addresses, treasurer):
    treasurer.offices.update(ended_on=AS_OF)
    client.force_login(treasurer)

    for name in sorted(LISTS | OBJECTS | ACTS):
        answer = client.get(addresses[name])
        assert (name, answer.status_code) == (name, 403)
        assert "ทองม้วน" not in answer.content.decode()


def fingerprints() -> dict[str, tuple[int, str]]:
    """How many rows each table of our apps has, its history too, and a checksum of all of them."""
    found = {}
    with connection.cursor() as cursor:
        for model in (model for app in APPS for model in apps.get_app_config(app).get_models()):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(
                f"SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM {table} t"
            )
            found[model._meta.label] = cursor.fetchone()
    return found


def test_looking_changes_nothing(client, addresses, treasurer):
    client.force_login(treasurer)
    before = fingerprints()
    answers = {name: client.get(addresses[name]).status_code for name in set(names()) - OPEN}

    assert answers == dict.fromkeys(answers, 200) | dict.fromkeys(ONLY_BY_POST, 302)
    assert fingerprints() == before
