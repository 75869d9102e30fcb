"""Acts that bring an institution, its funds, households and persons into the register."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max

from fundinst.errors import Refusal, Refused
from fundinst.names import Name, house_key, name_key
from fundinst.thai import sort_key
from members.audit import record
from members.geography import areas_ready
from members.models import (
    Area,
    Fund,
    FundAccount,
    Household,
    Institution,
    Person,
    User,
    Village,
)

ABBREVIATIONS = {
    Fund.Kind.VILLAGE_FUND: "กทบ.",
    Fund.Kind.SAVINGS_GROUP: "กอพ.",
    Fund.Kind.KKJ: "กข.คจ.",
    Fund.Kind.WOMENS_FUND: "กพส.",
    Fund.Kind.SATJA: "กสจ.",
    Fund.Kind.OCCUPATION: "กอช.",
    Fund.Kind.OTHER: "กท.",
}

ALIASES = {
    Fund.Kind.VILLAGE_FUND: ["กทบ.", "กองทุนหมู่บ้านและชุมชนเมือง", "กองทุนเงินล้าน", "เงินล้าน"],
    Fund.Kind.SAVINGS_GROUP: ["กลุ่มออมทรัพย์", "ออมทรัพย์", "ออมทรัพย์เพื่อการผลิต"],
    Fund.Kind.KKJ: ["กขคจ", "กข.คจ", "โครงการแก้ไขปัญหาความยากจน", "กองทุน กข.คจ."],
}


@transaction.atomic
def create_institution(
    *,
    subdistrict: str,
    moo: int | None,
    name: str,
    funds: Sequence[tuple[str, str]],
    actor: User,
) -> Institution:
    """Found an institution of a village, or of a tambon without ``moo``, with its member funds.

    ``subdistrict`` is the six-digit code; ``funds`` are pairs of kind and name (empty: the kind's
    own), in the order documents list them. Asked again for the same place it adds the funds that
    are missing. Raises Refused for an unknown code or kind, or when the place has an institution
    of another name.
    """
    areas_ready()
    place = Area.objects.select_for_update(no_key=True).filter(code=subdistrict).first()
    code = f"{subdistrict}{moo:02d}" if moo else subdistrict
    existing = Institution.objects.filter(code=code).first()
    if refusals := [*_refusals_to_create(place, subdistrict, moo, name, funds, existing)]:
        raise Refused(refusals)

    institution = existing or _new_institution(place, code, moo, name)
    for kind, fund_name in funds:
        _add_fund(institution, kind, fund_name or str(Fund.Kind(kind).label), actor)
    if not existing:
        record(
            "institution_created",
            institution,
            f"ตั้ง{institution}",
            actor=actor,
            institution=institution,
        )
    return institution


def _refusals_to_create(place, subdistrict, moo, name, funds, existing) -> Iterable[Refusal]:
    if place is None or len(subdistrict) != 6:
        yield Refusal(
            "subdistrict_unknown", "", f"ไม่มีตำบลรหัส {subdistrict} ให้ใช้รหัสตำบล 6 หลักของกรมการปกครอง"
        )
    if moo is not None and not 1 <= moo <= 99:
        yield Refusal("moo_unknown", "", "หมู่ที่ต้องเป็นเลข 1 ถึง 99")
    if not name.strip():
        yield Refusal("name_missing", "", "กรุณาบอกชื่อหมู่บ้านหรือสถาบัน")
    if existing and existing.name != name:
        yield Refusal(
            "institution_exists",
            "",
            f"ที่นี่มี{existing}อยู่แล้ว (รหัส {existing.code}) ถ้าเป็นแห่งเดียวกันให้ใช้ชื่อเดิม",
        )
    for kind, _name in funds:
        if kind not in Fund.Kind.values:
            known = " ".join(Fund.Kind.values)
            yield Refusal("fund_kind_unknown", "", f"ไม่รู้จักประเภทกองทุน {kind} ใช้ได้: {known}")
    if not funds and not existing:
        yield Refusal("fund_missing", "", "ต้องมีกองทุนสมาชิกอย่างน้อย 1 กองทุน")


def _new_institution(place: Area, code: str, moo: int | None, name: str) -> Institution:
    village = None
    if moo:
        village, _created = Village.objects.get_or_create(
            code=code, defaults={"subdistrict": place, "moo": moo, "name": name}
        )
    return Institution.objects.create(code=code, name=name, subdistrict=place, village=village)


def _add_fund(institution: Institution, kind: str, name: str, actor: User) -> Fund:
    if existing := institution.funds.filter(name=name).first():
        return existing
    position = (institution.funds.aggregate(last=Max("position"))["last"] or 0) + 1
    fund = Fund.objects.create(
        institution=institution,
        code=f"{institution.code}-{position:02d}",
        kind=kind,
        name=name,
        abbreviation=_free_abbreviation(institution, kind, position),
        aliases=ALIASES.get(kind, []),
        position=position,
    )
    FundAccount.objects.create(fund=fund, number=1, name="บัญชี 1")
    record("fund_added", fund, f"เพิ่มกองทุนสมาชิก{fund}", actor=actor, institution=institution)
    return fund


def _free_abbreviation(institution: Institution, kind: str, position: int) -> str:
    abbreviation = ABBREVIATIONS[kind]
    taken = institution.funds.filter(abbreviation=abbreviation).exists()
    return f"{abbreviation}{position}" if taken else abbreviation


def new_household(institution: Institution, house_number: str) -> Household:
    """A household, not yet saved; ``house_number`` normalised, empty when it has none."""
    return Household(
        institution=institution,
        village_id=institution.village_id,
        house_number=house_number,
        house_key=house_key(house_number),
    )


def new_person(household: Household, name: Name, *, is_head: bool) -> Person:
    """A person of the household, not yet saved, with the keys for matching and Thai order."""
    return Person(
        household=household,
        title=name.title,
        given=name.given,
        surname=name.surname,
        full_name=str(name),
        name_key=name_key(name),
        sort_key=sort_key(f"{name.given} {name.surname}"),
        is_head=is_head,
    )
