"""Bring invented institutions about, by the acts that people use, in the order they use them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.auth.hashers import make_password

from debts.drafting import upload_register
from debts.recording import import_register
from debts.surveying import TypedRow, save_row
from fundinst.errors import Refusal, Refused
from members.access import command_line_user
from members.appointing import appoint
from members.budgeting import StatedLine, lines_version, state_line
from members.geography import load_tambons
from members.householding import add_person, correct_person, people_version
from members.living import EVERY_MONTH
from members.models import FundAccount, Household, Institution, Person, User
from members.persons import StatedPerson, values_of
from members.saving_filters import keep_filter
from members.versions import version_of
from members.village_figures import StatedFigure, take_figures
from reports.demo_data.bookkeeping import register_of
from reports.demo_data.founding import BEGAN, found
from reports.demo_data.planning import (
    MOST_TENANTS,
    DemoData,
    PlannedHousehold,
    Tenant,
    plan_demo_data,
)
from reports.demo_data.road import AS_OF, go_the_road

NAMESPACE = UUID("5b1f8f06-4f0c-4f53-9b1a-3f8f7e1f6a10")


def make_demo_data(
    tenants: int = 4, seed: int = 1, canary: bool = False, *, secret: str = ""
) -> DemoData:
    """Make so many invented institutions, with households at every status of the road.

    With ``canary`` each text of a tenant carries a word that no other tenant has. Everybody signs
    in with ``secret``, or with a password that follows from the seed. The same seed makes the same.
    Raises Refused in production, and where one of the places is taken already;
    then nothing is written.
    """
    if refusals := [*_refusals(tenants)]:
        raise Refused(refusals)
    data = plan_demo_data(tenants, seed, canary, secret=secret)
    if refusals := [*_refusals_of_places(data)]:
        raise Refused(refusals)

    load_tambons(tenant.subdistrict for tenant in data.tenants)
    founded = {tenant: found(tenant, actor=command_line_user()) for tenant in data.tenants}
    users = _appoint(data)
    for tenant, institution in founded.items():
        staff = users[data.persona("committee", tenant.code).username]
        officer = users[data.persona("district", tenant.district).username]
        households = survey(tenant, institution, staff)
        key = uuid5(NAMESPACE, f"{seed} {tenant.code}")
        go_the_road(tenant, institution, households, staff=staff, officer=officer, key=key)
        _leave_work_on_the_desk(tenant, institution, staff, key)
    return data


def _refusals(tenants: int) -> Iterator[Refusal]:
    if settings.PRODUCTION:
        sentence = "ข้อมูลสมมุติใช้กับระบบจริงไม่ได้ ให้สร้างในเครื่องทดลอง (FUNDINST_ENV=development)"
        yield Refusal("in_production", "", sentence)
    if not 1 <= tenants <= MOST_TENANTS:
        yield Refusal("tenants_number", "", f"จำนวนสถาบันต้องเป็น 1 ถึง {MOST_TENANTS}")


def _refusals_of_places(data: DemoData) -> Iterator[Refusal]:
    codes = [tenant.code for tenant in data.tenants]
    for institution in Institution.objects.filter(code__in=codes):
        yield Refusal(
            "place_taken",
            "",
            f"มี{institution} (รหัส {institution.code}) อยู่แล้ว ข้อมูลสมมุติสร้างได้ครั้งเดียวในฐานข้อมูลหนึ่ง"
            " ให้ใช้ฐานข้อมูลเปล่า",
        )
    for user in User.objects.filter(username__in=[one.username for one in data.personas]):
        yield Refusal("username_taken", "", f"มีผู้ใช้ชื่อ {user.username} อยู่แล้ว ให้ใช้ฐานข้อมูลเปล่า")


def _appoint(data: DemoData) -> dict[str, User]:
    # One password for all, hashed once: hashing is slow on purpose.
    hashed = make_password(data.personas[0].password)
    User.objects.bulk_create(
        User(username=persona.username, display_name=persona.name, password=hashed)
        for persona in data.personas
    )
    return {
        persona.username: appoint(
            username=persona.username,
            display_name=persona.name,
            password="",
            role=persona.role,
            institution_code=persona.scope if persona.role == "committee" else "",
            area_code="" if persona.role == "committee" else persona.scope,
            on=BEGAN,
            actor=command_line_user(),
        ).user
        for persona in data.personas
    }


def survey(
    tenant: Tenant, institution: Institution, staff: User
) -> dict[PlannedHousehold, Household]:
    """Take the funds' registers in, and what people tell of themselves; the households by plan."""
    for fund in range(2):
        _hand_in(tenant, institution, fund, tenant.households, staff)
    heads = Person.objects.filter(household__institution=institution).select_related("household")
    by_name = {person.full_name: person for person in heads}
    found = {home: by_name[str(home.head)] for home in tenant.households}
    couples = [home for home in tenant.households if home.line % 4 == 1]
    for home in couples:
        _tell_of(tenant, home, found[home], staff)
    _hand_in(tenant, institution, 2, couples, staff)
    return {home: head.household for home, head in found.items()}


def _hand_in(
    tenant: Tenant,
    institution: Institution,
    fund: int,
    homes: Sequence[PlannedHousehold],
    staff: User,
) -> None:
    import_register(
        _account(institution, fund),
        file_name=f"{tenant.sign(f'ทะเบียน {fund + 1}')}.csv",
        content=register_of(tenant, fund, homes),
        as_of=AS_OF,
        actor=staff,
    )


def _account(institution: Institution, fund: int) -> FundAccount:
    return FundAccount.objects.get(fund__institution=institution, fund__position=fund + 1, number=1)


def _tell_of(tenant: Tenant, home: PlannedHousehold, head: Person, staff: User) -> None:
    """The household's other half, its telephone, work and ID, one income and one expense."""
    household = head.household
    add_person(
        household,
        StatedPerson(home.partner, occupation=tenant.sign("รับจ้าง")),
        seen=people_version([head]),
        actor=staff,
    )
    stated = StatedPerson(home.head, home.phone, tenant.sign("ทำนา"), home.national_id)
    correct_person(head, stated, seen=version_of(values_of(head)), actor=staff)
    for kind, what, amount in (("income", "ขายข้าว", 6000), ("expense", "ค่าอาหาร", 3500)):
        said = StatedLine(tenant.sign(what), Decimal(amount), EVERY_MONTH)
        state_line(household, kind, said, line_id=None, seen=lines_version([]), actor=staff)


def _leave_work_on_the_desk(
    tenant: Tenant, institution: Institution, staff: User, key: UUID
) -> None:
    """A draft register, a row that can't be read yet, a kept search, figures of the village."""
    first = tenant.households[0]
    upload_register(
        _account(institution, 0),
        file_name=f"{tenant.sign('ร่างทะเบียน')}.csv",
        content=register_of(tenant, 0, [first], less=Decimal(100)),
        as_of=AS_OF,
        actor=staff,
    )
    row = TypedRow(
        key=key,
        window=key,
        household_id=None,
        house_number="",
        name=tenant.sign("นางพิมพ์ค้าง ยังไม่เสร็จ"),
        cells={_account(institution, 0).pk: tenant.sign("อ่านไม่ออก")},
    )
    save_row(institution, row, on=AS_OF, actor=staff)
    query = f"q={tenant.canary or first.head.surname}"
    name = tenant.sign("ครัวเรือนที่ต้องตาม")
    keep_filter(staff, page="households", query=query, name=name, shared_in=institution)
    figure = StatedFigure(tenant.sign("ครัวเรือนยากจน"), Decimal(7), tenant.sign("ครัวเรือน"))
    take_figures(
        institution, survey="jpt", year=2568, stated=[figure], seen="", on=AS_OF, actor=staff
    )
