"""Every address as every role and as an outsider: nobody reaches what isn't theirs.

The addresses come from the URL configuration; one without an example here fails the test.
"""

from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from consolidation.merging import merge_debts
from consolidation.models import Registration
from debts.drafting import upload_register
from debts.tasks import record_later
from members.models import AuditEntry, Expense, Income, Notice, VillageFigure
from members.notices import tell
from members.saving_filters import keep_filter
from members.seating import seat_on_committee
from tests.builders import AS_OF, SIGNED, make_household, make_loan
from tests.consolidation.submitted import make_submission

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
    "consolidation:targets_home",
    "consolidation:contract_list",
    "consolidation:contract_list_file",
    "consolidation:home",
    "consolidation:household_list",
    "consolidation:household_list_file",
    "consolidation:matrix",
    "consolidation:matrix_file",
    "consolidation:reviews",
    "debts:class_households",
    "debts:class_summary",
    "debts:grid_home",
    "debts:register_list",
    "members:filter_keep",
    "members:filter_list",
    "members:fund_list",
    "members:job_list",
    "members:notices",
    "reports:index",
}
ACTS = {  # only the institution's own committee; officers who may look hear 403, outsiders 404
    "consolidation:answers_next",
    "consolidation:confirm",
    "consolidation:confirm_next",
    "consolidation:consent_back",
    "consolidation:correct",
    "consolidation:expense",
    "consolidation:expense_new",
    "consolidation:expense_remove",
    "consolidation:figure",
    "consolidation:figure_new",
    "consolidation:figure_remove",
    "consolidation:figure_table",
    "consolidation:head",
    "consolidation:house",
    "consolidation:income",
    "consolidation:income_new",
    "consolidation:income_remove",
    "consolidation:merge",
    "consolidation:papers",
    "consolidation:pay",
    "consolidation:person",
    "consolidation:person_new",
    "consolidation:registration",
    "consolidation:registration_papers",
    "consolidation:registration_sent",
    "consolidation:select",
    "consolidation:undo",
    "debts:classify_next",
    "debts:discard",
    "debts:doubts",
    "debts:grid_drop",
    "debts:grid_row",
    "debts:ledger_totals",
    "debts:record",
    "debts:register_errors",
    "debts:register_template",
}
OBJECTS = {
    "consolidation:criteria",
    "consolidation:criteria_set",
    "consolidation:targets",
    "consolidation:contract",
    "consolidation:household",
    "consolidation:people",
    "consolidation:reviews_of",
    "consolidation:start",
    "consolidation:submission",
    "consolidation:village",
    "debts:class_scheme",
    "debts:classify",
    "debts:grid",
    "debts:loan_details",
    "debts:register",
    "members:found_check",
    "reports:district_form",
    "reports:district_form_file",
    "reports:survey_form_file",
}
# Its own committee; and who founded it, while the committee has no user of its own.
SET_UP = {
    "members:account_add",
    "members:found_committee",
    "members:found_funds",
    "members:fund_add",
    "members:fund_take_out",
    "members:name_correct",
    "members:rule_add",
    "members:seat_add",
    "members:seat_correct",
    "members:term_end",
}
FOUNDING = {"members:found", "members:found_user"}  # who founds institutions, and nobody else
OPEN = {"members:keep", "members:second_step_code", "members:sign_in", "members:sign_out"}
# Long work is shown to who asked for it and to the committee alone; to officers it is not there.
COMMITTEE_WORK = {"members:job", "members:job_cancel"}
# A search kept for the committee is the committee's alone.
COMMITTEE_FILTERS = {"members:filter_remove", "members:filter_rename"}
OWN_NOTICES = {"members:notice_open"}  # what one was told is one's own alone
# Who looked is read by the institution and its district; tests/members/test_access_log_page.py.
WHO_LOOKED = {"members:access_log", "members:changes"}
ANYBODYS_ACTS = {"members:notices_read", "members:text_size"}  # of no institution: done for oneself
ANYBODYS_ACTS |= {"members:own_password", "members:switch_office"}
ANYBODYS_ACTS |= {"members:kept", "members:kept_send", "members:stay"}
# Officers above the committees, each for themselves; tests/members/test_second_step_pages.py.
SECOND_STEP = {f"members:second_step{page}" for page in ("", "_off", "_papers")}
# Who looks after users, and nobody else; tests/members/test_user_pages.py.
OF_USERS = {f"members:user{page}" for page in ("", "s", "_new", "_history", "_code", "_close")}
OF_USERS |= {"members:user_second_step"}
OF_USERS |= {"members:code_paper", "members:office_end", "members:office_new"}
UNDOING = {"members:undo"}
# The district's decisions; tests/consolidation/test_review_pages.py.
REVIEWING = {f"consolidation:{page}" for page in ("approve_clean", "review", "withdraw")}
REVIEWING |= {"consolidation:review_keys", "consolidation:review_next"}
WRITTEN_DOWN = {"consolidation:contract_list_file", "consolidation:household_list_file"}
WRITTEN_DOWN |= {"consolidation:matrix_file"}
ONLY_COMMITTEE = {"consolidation:registration_home", "debts:register_new"}
ONLY_COMMITTEE |= {f"consolidation:practice{act}" for act in ("", "_leave", "_remove")}
# A link to one of these goes back to the register; a draft without doubts has none to show.
ONLY_BY_POST = {"debts:classify_next", "debts:discard", "debts:doubts", "debts:record"}
ONLY_BY_POST |= {"consolidation:answers_next", "consolidation:confirm_next", "members:job_cancel"}
ONLY_BY_POST |= {"consolidation:head", "consolidation:figure_remove"}
ONLY_BY_POST |= {"consolidation:expense_remove", "consolidation:income_remove"}
ONLY_BY_POST |= {"debts:grid_drop", "debts:grid_row", "debts:ledger_totals"}  # back to the grid
ONLY_BY_POST |= {"members:filter_remove", "members:text_size", "members:undo"}
ONLY_BY_POST |= {"members:notice_open", "members:notices_read"}
ONLY_BY_POST |= {"members:switch_office"}
ONLY_BY_POST |= {"members:kept", "members:kept_send"}  # nothing was typed before
ONLY_BY_POST |= REVIEWING - {"consolidation:approve_clean"}  # who doesn't review sees what was sent
ONLY_BY_POST |= {"consolidation:practice_leave", "consolidation:practice_remove"}  # none is begun
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
        "consolidation:answers_next": [institution.code],
        "consolidation:criteria": [waiting.pk],
        "consolidation:criteria_set": [institution.code],
        "consolidation:targets": [institution.code],
        "consolidation:contract": [contract.pk],
        "consolidation:household": [household.pk],
        "consolidation:merge": [waiting.pk],
        "consolidation:pay": [contract.transfers.first().pk],
        "consolidation:select": [waiting.pk],
        "consolidation:undo": [contract.pk],
        "debts:class_scheme": [institution.code],
        "debts:classify": [household.pk],
        "debts:classify_next": [institution.code],
        "debts:discard": [draft.pk],
        "debts:doubts": [draft.pk],
        "debts:grid": [institution.code],
        "debts:grid_drop": [institution.code],
        "debts:grid_row": [institution.code],
        "debts:ledger_totals": [institution.code],
        "debts:loan_details": [institution.code, waiting.pk, savings_group.accounts.get().pk],
        "debts:record": [draft.pk],
        "debts:register": [draft.pk],
        "debts:register_errors": [draft.pk],
        "debts:register_template": [institution.code],
        "reports:district_form": [institution.code],
        "reports:survey_form_file": [institution.code],
        "reports:district_form_file": [institution.code, "csv"],
    }
    objects |= {
        **{f"consolidation:{page}": [waiting.pk] for page in ("confirm", "consent_back", "papers")},
        **{
            f"consolidation:{page}": [institution.code]
            for page in ("confirm_next", "registration", "registration_papers")
        },
        "consolidation:registration_sent": [
            institution.code,
            Registration.objects.create(
                institution=institution, key=uuid4(), cut_off=AS_OF, actor=treasurer
            ).pk,
        ],
    }
    objects |= reviewing_objects(institution, waiting, treasurer)
    objects |= living_objects(household, institution)
    objects |= founding_objects(institution, treasurer)
    job = record_later(draft, user=treasurer, options={})
    objects |= {name: [job.pk] for name in COMMITTEE_WORK}
    kept = keep_filter(treasurer, page="households", query="q=ก", name="ลับ", shared_in=institution)
    objects |= {name: [kept.pk] for name in COMMITTEE_FILTERS}
    objects |= {name: [AuditEntry.objects.latest("pk").pk] for name in UNDOING}
    objects |= {"members:access_log": [institution.code], "members:changes": [household.pk]}
    objects |= {name: [treasurer.pk] for name in OF_USERS}
    objects |= {"members:office_end": [treasurer.offices.get().pk]}
    objects |= {f"members:user{page}": [] for page in ("s", "_new", "_history")}
    objects |= {name: [told_of(institution, treasurer).pk] for name in OWN_NOTICES}
    objects |= {"members:filter_keep": ["households"]} | {name: ["csv"] for name in WRITTEN_DOWN}
    return {name: reverse(name, args=objects.get(name)) for name in names()}


def reviewing_objects(institution, waiting, treasurer) -> dict[str, list]:
    """An address for every page of a household that was sent to the district."""
    sent = make_household(institution, "41")
    for fund in institution.funds.order_by("pk")[:2]:
        make_loan(sent, fund)
    submission = make_submission(sent, treasurer)
    of_one = ("review", "submission", "withdraw")
    return {
        "consolidation:correct": [waiting.pk],
        **{f"consolidation:{page}": [institution.code] for page in ("reviews_of", "approve_clean")},
        **{f"consolidation:{page}": [submission.pk] for page in of_one},
    }


def told_of(institution, user) -> Notice:
    """Something that the user alone was told."""
    words = {"key": "returned:1", "sentence": "ลับเฉพาะ ปกปิด", "url": "/households/"}
    tell([user], institution=institution, **words)
    return Notice.objects.get(user=user)


def founding_objects(institution, treasurer) -> dict[str, list]:
    """An address for every page of setting the institution up and changing it later."""
    seat = {"position": "chair", "name": "นายลับเฉพาะ ปกปิด", "on": AS_OF, "actor": treasurer}
    member = seat_on_committee(institution, **seat)
    fund = institution.funds.first()
    of_code = SET_UP | FOUNDING | {"members:found_check", "consolidation:start"}
    return {
        **{name: [institution.code] for name in of_code - {"members:found"}},
        **{f"members:{name}": [fund.pk] for name in ("account_add", "fund_take_out", "rule_add")},
        **{f"members:{name}": [member.pk] for name in ("seat_correct", "term_end")},
    }


def living_objects(household, institution) -> dict[str, list]:
    """An address for every page of a household's information and of the village's figures."""
    season = {"amount": 100, "months": [1], "household": household}
    income = Income.objects.create(source="ลับเฉพาะ", **season)
    expense = Expense.objects.create(purpose="ลับเฉพาะ", **season)
    figure = VillageFigure.objects.create(
        institution=institution, survey="jpt", year=2568, name="ลับเฉพาะ", value=13200
    )
    own, village = [household.pk], [institution.code]
    person = [household.pk, household.persons.get(is_head=False).pk]
    names = ("people", "house", "person_new", "income_new", "expense_new")
    return {
        **{f"consolidation:{name}": own for name in names},
        **{f"consolidation:{name}": person for name in ("person", "head")},
        **{f"consolidation:income{way}": [*own, income.pk] for way in ("", "_remove")},
        **{f"consolidation:expense{way}": [*own, expense.pk] for way in ("", "_remove")},
        **{f"consolidation:{name}": village for name in ("village", "figure_new", "figure_table")},
        **{f"consolidation:figure{way}": [*village, figure.pk] for way in ("", "_remove")},
    }


def test_every_address_is_in_one_of_the_lists():
    mine = (
        WHO_LOOKED
        | COMMITTEE_WORK
        | COMMITTEE_FILTERS
        | OWN_NOTICES
        | ANYBODYS_ACTS
        | OF_USERS
        | SECOND_STEP
        | UNDOING
        | REVIEWING
        | SET_UP
        | FOUNDING
    )
    assert set(names()) == LISTS | mine | ACTS | OBJECTS | OPEN | ONLY_COMMITTEE


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
@pytest.mark.parametrize("who", ["outsider", "district_officer", "province_officer", "department"])
def test_a_committees_long_work_is_not_there_for_others(who, method, client, addresses, request):
    client.force_login(request.getfixturevalue(who))
    for name in sorted(COMMITTEE_WORK | COMMITTEE_FILTERS | OWN_NOTICES):
        assert (name, getattr(client, method)(addresses[name]).status_code) == (name, 404)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["outsider", "other_district_officer", "other_province_officer"])
def test_who_is_outside_sets_nothing_up(who, method, client, addresses, request):
    client.force_login(request.getfixturevalue(who))
    answers = {name: getattr(client, method)(addresses[name]).status_code for name in SET_UP}
    user = getattr(client, method)(addresses["members:found_user"]).status_code

    assert answers == dict.fromkeys(SET_UP, 404)
    assert user == (404 if who == "other_district_officer" else 403)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["district_officer", "province_officer", "department"])
def test_upper_levels_set_nothing_up_where_the_committee_works(
    who, method, client, addresses, request
):
    client.force_login(request.getfixturevalue(who))
    answers = {name: getattr(client, method)(addresses[name]).status_code for name in SET_UP}
    founding = {name: getattr(client, method)(addresses[name]).status_code for name in FOUNDING}

    assert answers == dict.fromkeys(SET_UP, 403)
    assert founding == dict.fromkeys(FOUNDING, 200 if who == "district_officer" else 403)


@pytest.mark.parametrize(
    ("who", "answer"),
    [("outsider", 404), ("other_district_officer", 404), ("district_officer", 403)],
)
def test_nobody_else_takes_an_institutions_act_back(who, answer, client, addresses, request):
    client.force_login(request.getfixturevalue(who))
    assert client.post(addresses["members:undo"]).status_code == answer


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
    looked_at = set(names()) - OPEN - WRITTEN_DOWN
    answers = {name: client.get(addresses[name]).status_code for name in looked_at}

    not_theirs = FOUNDING | OF_USERS | SECOND_STEP | {"consolidation:approve_clean"}
    told = {302: ONLY_BY_POST, 403: not_theirs}
    assert answers == dict.fromkeys(answers, 200) | {
        name: status for status, named in told.items() for name in named
    }
    after = fingerprints()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"members.AccessEntry", "members.ChainHead"}  # that they were looked at
