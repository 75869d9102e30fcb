"""Acts: who lives in a household, who is its head, and the number of its house."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import ProtectedError

from fundinst.errors import Refusal, Refused
from fundinst.names import Name
from members.audit import record
from members.holding import refusals_of_holding
from members.models import AuditEntry, Household, Person, User
from members.persons import SECRET, StatedPerson, refusals_of_name, values_of
from members.registering import new_person, renumber
from members.undoing import undoes
from members.versions import CHANGED, refusals_of_version, version_of


@transaction.atomic(durable=True)
def add_person(household: Household, stated: StatedPerson, *, seen: str, actor: User) -> AuditEntry:
    """Add a person to the household; the first one is its head.

    ``seen`` is the version of the people that the page was opened with (``people_version``): the
    same person again from a page that is older than them is the same press twice. Raises Refused
    for a name that the house has already, or anything that can't be read.
    """
    household = _held(household)
    persons = [*household.persons.all()]
    unreadable = [*stated.refusals()]
    twin = None if unreadable else _twin(persons, stated)
    if twin and seen != people_version(persons) and (added := _adding_of(twin)):
        return added
    held = refusals_of_holding(household.pk)
    person = new_person(household, stated.name, is_head=not persons)
    refusals = [*held, *unreadable, *refusals_of_name(stated.name, persons)]
    if refusals := refusals or [*stated.refusals_of_id(person)]:
        raise Refused(refusals)

    stated.write_to(person)
    person.save()
    return _write_down(
        "person_added",
        person,
        household,
        f"เพิ่มสมาชิก {person}",
        actor,
        {"person": person.pk, "version": version_of(values_of(person))},
    )


@transaction.atomic(durable=True)
def correct_person(
    person: Person, stated: StatedPerson, *, seen: str, actor: User
) -> AuditEntry | None:
    """Correct a person's name, telephone, occupation and last digits; None if nothing changes.

    ``seen`` is the version of the values that the page was opened with. Raises Refused when they
    have been changed since (``changed_meanwhile``), for a name that the house has already, or
    anything that can't be read.
    """
    household = _held(person.household)
    persons = [*household.persons.all()]
    person = _among(persons, person)
    others = [one for one in persons if one.pk != person.pk]
    if refusals := [*stated.refusals(), *refusals_of_name(stated.name, others)]:
        raise Refused(refusals)
    before, cipher = values_of(person), person.national_id_cipher
    if stated.says(person):
        return None
    # The contract asks for the ID, when everything else is long looked at: it can still be told.
    told = {column for column in before if stated.values[column] != before[column]}
    held = refusals_of_holding(household.pk) if told - {SECRET} else []
    if refusals := [*held, *refusals_of_version(seen, before), *stated.refusals_of_id(person)]:
        raise Refused(refusals)

    sentence = f"แก้ข้อมูล {person}: {stated.differences(person)}"
    stated.write_to(person)
    person.save()
    after = version_of(values_of(person))
    # An ID is encrypted in its place alone, so the one before is gone with it.
    lost = cipher is not None and person.national_id_cipher != cipher
    kept = {"person": person.pk, "values": before, "version": after, "id_lost": lost}
    return _write_down("person_corrected", person, household, sentence, actor, kept)


@transaction.atomic(durable=True)
def make_head(person: Person, *, actor: User, seen: str | None = None) -> AuditEntry | None:
    """Make the person the head of their household; None when they are.

    ``seen`` is the ``head_version`` that the page was opened with. Raises Refused when somebody
    else was made head since, or the person was taken out.
    """
    household = _held(person.household)
    persons = [*household.persons.all()]
    person = _among(persons, person)
    head = next((one for one in persons if one.is_head), None)
    if head and head.pk == person.pk:
        return None
    if refusals := [
        *refusals_of_holding(household.pk),
        *_refusals_of_head(seen, persons, head, person),
    ]:
        raise Refused(refusals)

    _set_head(household, person.pk)
    return _write_down(
        "head_changed",
        person,
        household,
        f"{person} เป็นหัวหน้าครัวเรือน" + (f" แทน {head}" if head else ""),
        actor,
        {"person": person.pk, "head": head.pk if head else None},
    )


@transaction.atomic(durable=True)
def state_house_number(
    household: Household, number: str, *, seen: str, apart: bool = False, actor: User
) -> AuditEntry | None:
    """State the number of the house, or that it has none (empty); None if it was said before.

    A house where another household of the institution lives is asked about first; ``apart`` says
    that they are two families of one house. ``seen`` is the version of the number that the page was
    opened with. Raises Refused.
    """
    household = _held(household)
    known = household.house_number or said_to_have_no_number(household)
    if known and number == household.house_number:
        return None
    if refusals := [
        *refusals_of_holding(household.pk),
        *refusals_of_version(seen, household.house_number),
        *([] if apart else _refusals_of_house(household, number)),
    ]:
        raise Refused(refusals)

    before = household.house_number
    renumber(household, number)
    said = f"บ้านเลขที่ {number}" if number else "ไม่มีบ้านเลขที่"
    return _write_down(
        "house_number_stated",
        household,
        household,
        f"บันทึกว่า {said}" + (f" แทน {before}" if before else ""),
        actor,
        {"house_number": before, "version": version_of(number)},
    )


def said_to_have_no_number(household: Household) -> bool:
    """Whether somebody stated that the house has no number, and it was not taken back."""
    stated = AuditEntry.objects.filter(act="house_number_stated", undone_by__isnull=True)
    return not household.house_number and stated.filter(household=household).exists()


def head_version(persons: list[Person]) -> str:
    """The version of who is the household's head."""
    return version_of([person.pk for person in persons if person.is_head])


def _refusals_of_head(
    seen: str | None, persons: list[Person], head: Person | None, wanted: Person
) -> Iterator[Refusal]:
    if seen is not None and seen != head_version(persons):
        now = f"ตั้ง {head} เป็นหัวหน้าครัวเรือน" if head else "เอาหัวหน้าครัวเรือนออก"
        again = f"ถ้าจะให้เป็น {wanted} กด “ตั้งเป็นหัวหน้า” อีกครั้ง"
        yield Refusal(CHANGED, "", f"มีคน{now}ไปก่อนแล้ว {again}")


def people_version(persons: list[Person]) -> str:
    """The version of all people of a household, for the page that adds one."""
    return version_of(sorted(person.pk for person in persons))


def _refusals_of_house(household: Household, number: str) -> Iterator[Refusal]:
    others = Household.objects.listed().filter(institution=household.institution)
    neighbours = others.exclude(pk=household.pk).filter(house_number=number).with_head()
    for other in neighbours if number else ():
        yield Refusal(
            "house_taken",
            "",
            f"บ้านเลขที่ {number} มีครัวเรือนของ {other.head_name or 'คนอื่น'} อยู่แล้ว "
            "ถ้าอยู่บ้านเดียวกันแต่แยกครัวเรือน ให้เลือก “เป็นคนละครัวเรือน” แล้วบันทึกอีกครั้ง",
        )


def _held(household: Household) -> Household:
    held: Household = Household.objects.locked().select_related("institution").get(pk=household.pk)
    return held


def _twin(persons: list[Person], stated: StatedPerson) -> Person | None:
    return next((one for one in persons if stated.says(one)), None)


def _adding_of(person: Person) -> AuditEntry | None:
    """The act that added the person; None of one who came in by a register or the grid."""
    entries = AuditEntry.objects.filter(act="person_added", household=person.household)
    return entries.filter(before__person=person.pk).order_by("pk").last()


def _among(persons: list[Person], person: Person) -> Person:
    """The person as they are now, the household being held. Raises Refused when they are gone."""
    for one in persons:
        if one.pk == person.pk:
            return one
    sentence = f"มีคนเอา {person} ออกจากครัวเรือนนี้ไปแล้ว กรุณากลับไปดูรายชื่อใหม่"
    raise Refused([Refusal("person_gone", "", sentence)])


def _set_head(household: Household, person_id: int | None) -> None:
    # One after the other: the household has one head at every moment.
    household.persons.filter(is_head=True).update(is_head=False)
    if person_id is not None:
        household.persons.filter(pk=person_id).update(is_head=True)


def _write_down(
    act: str,
    subject: Person | Household,
    household: Household,
    sentence: str,
    actor: User,
    before: dict[str, object],
) -> AuditEntry:
    return record(
        act,
        subject,
        sentence,
        actor=actor,
        institution=household.institution,
        household=household,
        before=before,
    )


_BUILT_ON = Refusal("changed_since", "", "ข้อมูลนี้มีคนแก้ต่อไปแล้ว เลิกทำไม่ได้ ให้แก้ข้อมูลด้วยการบันทึกใหม่แทน")


def _unchanged_person(entry: AuditEntry) -> Person:
    """The person as the entry left them; Refused when somebody has changed them since."""
    person: Person | None = Person.objects.filter(pk=entry.before["person"]).first()
    if person is None or version_of(values_of(person)) != entry.before["version"]:
        raise Refused([_BUILT_ON])
    return person


@undoes("person_added")
def take_out_person(entry: AuditEntry, actor: User) -> None:
    """Take the added person out again; Refused once they owe, guarantee or head anything."""
    person = _unchanged_person(entry)
    if person.is_head and person.household.persons.count() > 1:
        sentence = f"{person} เป็นหัวหน้าครัวเรือน ให้ตั้งคนอื่นเป็นหัวหน้าก่อน"
        raise Refused([Refusal("person_is_head", "", sentence)])
    try:
        person.delete()
    except ProtectedError:
        sentence = f"มีหนี้หรือข้อมูลอื่นในชื่อ {person} แล้ว จึงเอาออกไม่ได้"
        raise Refused([Refusal("person_needed", "", sentence)]) from None


@undoes("person_corrected")
def put_person_back(entry: AuditEntry, actor: User) -> None:
    """Give the person the values from before the correction, unless an ID was replaced by it."""
    person = _unchanged_person(entry)
    if entry.before["id_lost"]:
        sentence = "เลขบัตรประชาชนเดิมไม่ได้เก็บไว้ จึงเลิกทำไม่ได้ ให้พิมพ์เลขจากบัตรในหน้าสมาชิกแทน"
        raise Refused([Refusal("id_lost", "", sentence)])
    values = dict(entry.before["values"])
    name = Name(values.pop("title"), values.pop("given"), values.pop("surname"))
    StatedPerson(name, **values).write_to(person)
    person.save()


@undoes("head_changed")
def put_head_back(entry: AuditEntry, actor: User) -> None:
    """Make the former head the head again."""
    household = entry.household
    assert household is not None
    head = household.persons.filter(is_head=True).first()
    if head is None or head.pk != entry.before["person"]:
        raise Refused([_BUILT_ON])
    _set_head(household, entry.before["head"])


@undoes("house_number_stated")
def put_house_number_back(entry: AuditEntry, actor: User) -> None:
    """Give the house its former number."""
    household = entry.household
    assert household is not None
    if version_of(household.house_number) != entry.before["version"]:
        raise Refused([_BUILT_ON])
    renumber(household, entry.before["house_number"])
