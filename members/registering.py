"""Acts that bring an institution, its funds, households and persons into the register."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db import transaction

from fundinst.errors import Refusal, Refused
from fundinst.names import Name, house_key, name_key
from fundinst.thai import clean
from fundinst.thai_order import sort_key
from members.audit import record
from members.geography import areas_ready
from members.joining import held, join
from members.models import Area, Household, Institution, Person, User, Village
from members.terms import StatedFund, refusals_to_join
from members.versions import refusals_of_version

LONGEST_NAME = Institution._meta.get_field("name").max_length


@transaction.atomic
def create_institution(
    *,
    subdistrict: str,
    moo: int | None,
    name: str,
    funds: Sequence[tuple[str, str]],
    actor: User,
    is_practice: bool = False,
    funds_later: bool = False,
) -> Institution:
    """Found an institution of a village, or of a tambon without ``moo``, with its member funds.

    ``subdistrict`` is the six-digit code; ``funds`` are pairs of kind and name (empty: the kind's
    own), in the order documents list them; with ``funds_later`` there may be none yet. Asked again
    for the same place it goes on with what is there and adds the funds that are missing. Raises
    Refused for an unknown code or kind, or when the place has an institution of another name.
    """
    areas_ready()
    name = clean(name)
    # The tambon is held: two who found the same place at once make one institution.
    place = Area.objects.select_for_update(no_key=True).filter(code=subdistrict).first()
    code = f"{subdistrict}{moo:02d}" if moo else subdistrict
    existing = Institution.objects.filter(code=code).first()
    wanted = [StatedFund(kind, fund_name) for kind, fund_name in funds]
    if refusals := [
        *_refusals_of_place(place, subdistrict, moo),
        *_refusals_of_name(name),
        *_refusals_of_taken(existing, name, is_practice),
        *_refusals_of_funds(wanted, needed=not (existing or funds_later)),
    ]:
        raise Refused(refusals)

    institution = existing or _new_institution(place, code, moo, name, is_practice)
    for fund in wanted:
        if not institution.funds.filter(name=fund.called).exists():
            join(institution, fund, actor)
    if not existing:
        _write_down("institution_created", institution, f"ตั้ง{institution}", actor)
    return institution


@transaction.atomic(durable=True)
def correct_name(
    institution: Institution, *, name: str, actor: User, seen: str | None = None
) -> Institution:
    """Mend the name of an institution and of its village; where it is stands.

    ``seen`` is the version of the name that the page was opened with. Raises Refused.
    """
    institution = held(institution)
    name = clean(name)
    if refusals := [*_refusals_of_name(name)]:
        raise Refused(refusals)
    if institution.name == name:
        return institution
    if changed := [*refusals_of_version(seen, institution.name)]:
        raise Refused(changed)

    former = institution.name
    institution.name = name
    institution.save(update_fields=["name"])
    Village.objects.filter(pk=institution.village_id).update(name=name)
    _write_down("institution_renamed", institution, f"แก้ชื่อ{former}เป็น{name}", actor)
    return institution


def _write_down(act: str, institution: Institution, sentence: str, actor: User) -> None:
    record(act, institution, sentence, actor=actor, institution=institution)


def _refusals_of_funds(wanted: Sequence[StatedFund], *, needed: bool) -> Iterator[Refusal]:
    for fund in wanted:
        yield from refusals_to_join(None, fund)
    if needed and not wanted:
        yield Refusal("fund_missing", "", "ต้องมีกองทุนสมาชิกอย่างน้อย 1 กองทุน")


def _refusals_of_place(place: Area | None, subdistrict: str, moo: int | None) -> Iterator[Refusal]:
    if place is None or len(subdistrict) != 6:
        yield Refusal(
            "subdistrict_unknown", "", f"ไม่มีตำบลรหัส {subdistrict} ให้ใช้รหัสตำบล 6 หลักของกรมการปกครอง"
        )
    if moo is not None and not 1 <= moo <= 99:
        yield Refusal("moo_unknown", "", "หมู่ที่ต้องเป็นเลข 1 ถึง 99")


def _refusals_of_name(name: str) -> Iterator[Refusal]:
    if not name:
        yield Refusal("name_missing", "", "กรุณาบอกชื่อหมู่บ้านหรือสถาบัน")
    if len(name) > LONGEST_NAME:
        yield Refusal("name_too_long", "", f"ชื่อยาวเกิน {LONGEST_NAME} ตัวอักษร กรุณาย่อให้สั้นลง")


def _refusals_of_taken(
    existing: Institution | None, name: str, is_practice: bool
) -> Iterator[Refusal]:
    if existing is None:
        return
    if existing.is_practice != is_practice:
        yield Refusal(
            "place_is_practised",
            "",
            "หมู่นี้มีคนใช้ลองกับข้อมูลตัวอย่างอยู่ ถ้าเป็นหมู่บ้านจริงให้คนนั้นลบข้อมูลตัวอย่างก่อน",
        )
    elif existing.name != name:
        yield Refusal(
            "institution_exists",
            "",
            f"ที่นี่มี{existing}อยู่แล้ว (รหัส {existing.code}) ถ้าเป็นแห่งเดียวกันให้ใช้ชื่อเดิม",
        )


def _new_institution(
    place: Area, code: str, moo: int | None, name: str, is_practice: bool
) -> Institution:
    village = None
    if moo:
        village, _created = Village.objects.get_or_create(
            code=code, defaults={"subdistrict": place, "moo": moo, "name": name}
        )
    return Institution.objects.create(
        code=code, name=name, subdistrict=place, village=village, is_practice=is_practice
    )


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


def renumber(household: Household, house_number: str) -> None:
    """Give the household its number and its place in the order of houses; it is listed again."""
    household.house_number, household.house_key = house_number, house_key(house_number)
    household.is_removed = False
    household.save(update_fields=["house_number", "house_key", "is_removed"])


def rename(person: Person, name: Name) -> None:
    """Write the person's name otherwise, with the keys for matching and Thai order."""
    named = new_person(person.household, name, is_head=person.is_head)
    columns = ["title", "given", "surname", "full_name", "name_key", "sort_key"]
    for column in columns:
        setattr(person, column, getattr(named, column))
    person.save(update_fields=columns)


def take_out(households: Collection[int]) -> None:
    """Take households out of the register as mistakes; their people and papers stay.

    Inside the caller's transaction, which holds them. They come back by ``list_again``.
    """
    Household.objects.filter(pk__in=households).update(is_removed=True)


def list_again(households: Iterable[int]) -> list[int]:
    """Of these households, those that had been taken out and owe after all: listed again."""
    removed = Household.objects.filter(pk__in=set(households), is_removed=True)
    returning = list(removed.values_list("pk", flat=True))
    Household.objects.filter(pk__in=returning).update(is_removed=False)
    return returning
