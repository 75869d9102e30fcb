"""Invented institutions: every status, every role, and in each text a word of its own."""

import json
from collections import Counter
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from consolidation.models import Case
from consolidation.staleness import staleness_of
from fundinst.errors import Refused
from members.models import Household, Institution, Office, Person, User
from members.national_ids import with_id
from reports.demo_data import make_demo_data, plan_demo_data
from tests.builders import make_institution

S = Case.Status
TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)

# Texts that nobody types: what programs write, official codes, and numbers. And a choice or two.
NOT_TYPED = {
    "AgreedPlan.terms",
    "AuditEntry.act",
    "AuditEntry.before",
    "AuditEntry.sentence",
    "AuditEntry.subject",
    "Classification.judged_class",
    "Classification.overdue_class",
    "CriterionAnswer.criterion",
    "Fund.abbreviation",
    "Fund.code",
    "Household.house_key",
    "Household.house_number",
    "Institution.code",
    "IssuedPaper.code",
    "IssuedPaper.content",
    "IssuedPaper.file_name",
    "IssuedPaper.kept_sha256",
    "IssuedPaper.kind",
    "IssuedPaper.sha256",
    "IssuedPaper.subject",
    "JournalEntry.reference",
    "Notice.key",
    "Notice.sentence",
    "Notice.url",
    "PaperKey.sealed",
    "Person.national_id_cipher",
    "Person.national_id_digest",
    "Person.national_id_hash",
    "Person.national_id_tail",
    "Person.phone",
    "Person.title",
    "Register.digest",
    "Remark.field",
    "Remark.label",
    "Review.step",
    "SavedFilter.page",
}
# Written by people and by programs: some of each hold the word.
SOMETIMES = {"Contract.closing_reason", "FundAccount.name", "Transfer.slip", "Transition.document"}


def texts_of(institution: Institution):
    """Every text of every row of the institution, with its column's name."""
    for model in apps.get_models():
        path = getattr(model, "institution_path", None)
        if path is None or hasattr(model, "pgh_tracked_model"):
            continue
        rows = model._default_manager.filter(**{path or "pk": institution.pk})
        for field in model._meta.concrete_fields:
            if isinstance(field, TEXTS) and not field.choices and field.name != "chain":
                for value in rows.values_list(field.attname, flat=True):
                    if value:
                        yield f"{model.__name__}.{field.name}", as_text(value)


def as_text(value: object) -> str:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode(errors="replace")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def where_of(tenant) -> tuple[Counter, Counter]:
    """In which columns of the tenant's rows its word stands, and in which it doesn't."""
    with_it, without = Counter(), Counter()
    for column, text in texts_of(Institution.objects.get(code=tenant.code)):
        (with_it if tenant.canary in text else without)[column] += 1
    return with_it, without


@pytest.mark.django_db
def test_four_tenants_stand_to_each_other_as_told_with_households_at_every_status():
    data = make_demo_data(4, 7)

    own, sister, neighbour, foreigner = data.tenants
    assert own.district == sister.district != neighbour.district
    assert own.province == neighbour.province != foreigner.province
    for tenant in data.tenants:
        homes = Household.objects.filter(institution__code=tenant.code)
        without_case = homes.filter(cases__isnull=True).count()
        found = Counter(Case.objects.filter(household__in=homes).values_list("status", flat=True))
        assert found + Counter({S.SURVEYED: 1, S.CLASSIFIED: 1}) == tenant.statuses
        assert without_case == 2
        waiting = Case.objects.filter(household__in=homes, status=S.SUBMITTED)
        assert [sum(x.by for x in moved) for moved in staleness_of(waiting).values() if moved] == [
            -100
        ]
    assert set(own.statuses) == set(S.values)


@pytest.mark.django_db
def test_each_text_that_people_type_carries_its_tenants_word_and_no_others():
    data = make_demo_data(2, 7, canary=True)

    for tenant, other in (data.tenants, reversed(data.tenants)):
        with_it, without = where_of(tenant)
        assert set(without) - NOT_TYPED - SOMETIMES == set()
        assert {*with_it} >= SOMETIMES
        assert len(with_it) > 40
        institution = Institution.objects.get(code=tenant.code)
        assert [column for column, text in texts_of(institution) if other.canary in text] == []
        ids = [home.national_id for home in tenant.households]
        assert [column for column, text in texts_of(institution) if any(map(text.count, ids))] == []
        assert Person.objects.filter(with_id(ids[0]), household__institution=institution).exists()
    houses = [{home.house_number for home in tenant.households} for tenant in data.tenants]
    assert houses[0] & houses[1] == {""}


@pytest.mark.django_db
def test_every_role_has_somebody_who_can_sign_in_over_the_scope_that_is_told():
    data = make_demo_data(1, 3)
    said = StringIO()

    offices = {
        (office.user.username, office.role, office.scope)
        for office in map(as_told, Office.objects.select_related("user", "institution"))
    }
    assert offices == {(one.username, one.role, one.scope) for one in data.personas}
    assert {one.role for one in data.personas} == set(Office.Role.values)
    chair = data.persona("committee", data.tenants[0].code)
    user = User.objects.get(username=chair.username)
    assert (user.display_name, user.check_password(chair.password)) == (chair.name, True)
    with pytest.raises(SystemExit) as stopped:
        call_command("demo_data", "--seed=3", "--tenants=1", "--json", stdout=said, stderr=said)
    assert stopped.value.code == 3


def as_told(office: Office) -> Office:
    office.scope = office.institution.code if office.institution else office.area_id or ""
    return office


@pytest.mark.django_db
def test_the_command_prints_what_the_seed_alone_decides():
    said = StringIO()
    call_command("demo_data", "--tenants=1", "--seed=5", "--canary", "--json", stdout=said)

    assert json.loads(said.getvalue()) == plan_demo_data(1, 5, canary=True).as_data()


def test_a_seed_says_the_same_in_every_process_and_another_seed_something_else():
    plan = plan_demo_data(4, 7, canary=True)

    assert plan == plan_demo_data(4, 7, canary=True)
    assert [tenant.canary for tenant in plan.tenants] == ["ฏูฬาฬี", "ฒูฎาฆี", "ฆูฬาฒี", "ฎูฎาฌี"]
    assert str(plan.tenants[3].households[22].head) == "นางกะทิพกอนฎูฎาฌี แบบอย่างสะแลกฎูฎาฌี"
    others = plan_demo_data(4, 8, canary=True)
    assert {one.canary for one in others.tenants} & {one.canary for one in plan.tenants} == set()
    assert others.personas[0].password != plan.personas[0].password


@pytest.mark.django_db
def test_where_a_place_is_taken_nothing_is_made():
    make_institution(moo=71)

    with pytest.raises(Refused) as stopped:
        make_demo_data(2, 7)

    assert [refusal.code for refusal in stopped.value.refusals] == ["place_taken"]
    assert Institution.objects.count() == 1
    assert not User.objects.exclude(username="command_line").exists()


@pytest.mark.django_db
def test_a_real_installation_gets_no_invented_people(settings):
    settings.PRODUCTION = True

    with pytest.raises(Refused) as stopped:
        make_demo_data(0, 7)

    assert [refusal.code for refusal in stopped.value.refusals] == [
        "in_production",
        "tenants_number",
    ]
    assert not Institution.objects.exists()
