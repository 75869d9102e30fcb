"""Finding a household or a contract by whatever people remember of it."""

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_, or_

from django.db.models import CharField, Exists, F, Func, Manager, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.db.models.lookups import Contains

from consolidation.models import Contract
from debts.models import Loan
from fundinst.names import LEFT_OUT, read_house_number, search_key, split_name
from fundinst.thai import ARABIC, THAI, Unreadable
from members.models import Institution, Person
from members.national_ids import with_id

CONTRACT_NUMBER = Concat(
    F("fund__abbreviation"),
    Cast("number", CharField()),
    Value("/"),
    Cast("year", CharField()),
    output_field=CharField(),
)
ID_TAIL = re.compile("[0-9]{4}")


def households_like(text: str, *, within: Institution | None = None) -> Q:
    """Households that the text may mean.

    ``within`` says that all are an institution's: what is looked at is then as little there as in
    a village, whatever else the database holds.

    By anybody's name, by their national ID or its last four digits, by the house, or by a number of
    loan or contract. Titles, tone marks, spaces, dots and kinds of digits make no difference.
    Raises Unreadable on text that is none.
    """
    of_person = _named(text) | _with_id_tail(text) | with_id(text)
    here = {"household": OuterRef("pk")}
    if within:
        here["household__institution"] = within
    people = Person.objects.filter(of_person, **here)
    loans = _numbered(Loan.objects, F("number"), text).filter(**here)
    contracts = contracts_numbered(text).filter(**here)
    return _in_house(text) | Q(Exists(people)) | Q(Exists(loans)) | Q(Exists(contracts))


def contracts_numbered(text: str) -> QuerySet[Contract]:
    """Contracts whose number the text is, or a part of it: 1/2560, กทบ 1. Raises Unreadable."""
    return _numbered(Contract.objects, CONTRACT_NUMBER, text)


def _numbered(rows: Manager, number: F | Concat, text: str) -> QuerySet:
    """Rows whose number has what was typed in it, in the database's plain writing of both."""
    plain = search_key(text)
    if not plain:
        return rows.none()
    digits = Func(number, Value(THAI + LEFT_OUT), Value(ARABIC), function="translate")
    written = Func(digits, function="lower", output_field=CharField())
    return rows.annotate(plain=written).filter(plain__contains=plain)


def _named(text: str) -> Q:
    """Every word stands in the name, as it was typed or as it is without a title; or all in one."""
    ways = [[search_key(word) for word in text.split()], [search_key(text)]]
    try:
        name = split_name(text)
    except Unreadable:
        return _any_way(ways)
    untitled = [search_key(word) for word in (name.given, *name.surname.split())]
    return _any_way([*ways, untitled, ["".join(untitled)]])


def _any_way(ways: Iterable[Sequence[str]]) -> Q:
    """Of persons with all words of one of these in their names; the same isn't asked twice."""
    told = {tuple(word for word in words if word): None for words in ways}
    return reduce(or_, map(_contains, told), Q(pk__in=[]))


def _contains(words: Sequence[str]) -> Q:
    """Of persons with all these words in their names; nobody when there is no word."""
    plain = Func(F("name_key"), Value(LEFT_OUT), Value(""), function="translate")
    written = Cast(plain, CharField())
    wanted = [Q(Contains(written, word)) for word in words]
    return reduce(and_, wanted) if wanted else Q(pk__in=[])


def _with_id_tail(text: str) -> Q:
    tail = search_key(text)
    return Q(national_id_tail=tail) if ID_TAIL.fullmatch(tail) else Q(pk__in=[])


def _in_house(text: str) -> Q:
    """The house itself and those numbered after it: 32 finds 32, 32/1, 32/2."""
    try:
        house = read_house_number(text)
    except Unreadable:
        return Q(pk__in=[])
    return (
        Q(house_number=house) | Q(house_number__startswith=f"{house}/") if house else Q(pk__in=[])
    )
