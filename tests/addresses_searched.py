"""What one may ask a list for, and what a list says but for the question it repeats."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, quote_plus

from debts.models import Loan
from members.models import Institution
from members.national_ids import search_without_id
from members.phones import read_phone
from reports.demo_data import Tenant
from tests.addresses import patterns
from tests.addresses_asked import WHO, World
from tests.answers import letter
from tests.answers_read import without_keys

Heard = tuple[int, str]
OF_ALL = {"file_format", "page"}
"""What an address may name, and yet be about all that is one's own."""
NEW_EACH_TIME = {"members:second_step"}  # a secret of one's own


def lists(world: World, who: str) -> dict[str, str]:
    """The pages and files without an object in their address that are shown to this person."""
    found = patterns()
    return {
        name: address
        for name, address in world.addresses.items()
        if letter(name, "get", [*WHO].index(who)) == "s"
        and {*found[name].pattern.converters} <= OF_ALL
        and name not in NEW_EACH_TIME
    }


@dataclass(frozen=True)
class Question:
    """Values to ask for by one name: ``nothing`` is nobody's, ``secrets`` are somebody's."""

    key: str
    nothing: str
    secrets: tuple[str, ...]

    @cached_property
    def repeated(self) -> re.Pattern[str]:
        """The question as a page repeats it: as it was typed, without an ID, or in an address."""
        typed = (self.nothing, *self.secrets)
        words = {form for one in typed for form in (one, search_without_id(one))}
        words |= {word.replace(" ", "+") for word in words}
        forms = {way for word in words for way in (word, quote(word), quote_plus(word, safe="+"))}
        forms |= {quote_plus(word) for word in words} | {quote(word, safe="") for word in words}
        longest_first = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
        asked = rf"(\?|&amp;|&)?\b{self.key}=({longest_first})"
        return re.compile(rf"{asked}|(?<!\d)({longest_first})(?!\d)")


def questions(tenant: Tenant) -> list[Question]:
    """One of each kind of search that a list may know, for what is the tenant's."""
    institution = Institution.objects.get(code=tenant.code)
    home = next(one for one in tenant.households if one.line == 17)
    loan = Loan.objects.filter(household__institution=institution).first()
    area, nobody = institution.subdistrict_id, "987654321"
    return [
        Question("q", "ฬูฬูฬู", (tenant.canary, home.head.given, tenant.name)),
        Question("q", "8999/17", (home.house_number,)),
        Question("q", "ก1 ฬูฬูฬู-1/2567", (loan.number,)),
        Question("q", "9998", (home.national_id[-4:],)),
        Question("q", "081-999-9999", (read_phone(home.phone),)),
        Question("q", "8999899990011", (home.national_id,)),
        Question("institution", nobody, (str(institution.pk),)),
        Question("institution", "33129999", (institution.code,)),
        Question("place", nobody, (str(institution.pk),)),
        Question("fund", nobody, (str(loan.account.fund_id),)),
        Question("account", nobody, (str(loan.account_id),)),
        Question("area", "999999", (area, area[:4])),
    ]


@dataclass
class Listener:
    """Somebody at one list, who asks the same no second time."""

    world: World
    who: str
    address: str
    known: dict[tuple[tuple[str, str], ...], Heard] = field(default_factory=dict)

    def hear(self, **asked: str) -> Heard:
        """The status, and all that is said, but for what is new with every answer."""
        query = tuple(asked.items())
        if query not in self.known:
            answer = self.world.ask(self.who, "get", self.address, asked)
            self.known[query] = answer.status_code, without_keys(answer.said)
        return self.known[query]

    def told(self, question: Question) -> list[str] | None:
        """Which secrets are answered otherwise than nothing; None where the list doesn't ask so."""
        status, none = self._but_for(question, **{question.key: question.nothing})
        if (status, none) == self._but_for(question):
            return None
        return [
            one
            for one in question.secrets
            if self._but_for(question, **{question.key: one}) != (status, none)
        ]

    def reads(self, *questions: Question) -> bool:
        """Whether the list reads any of these names."""
        asked = {question.key: question.nothing for question in questions}
        return self._but_for(*questions, **asked) != self._but_for(*questions)

    def _but_for(self, *questions: Question, **asked: str) -> Heard:
        status, text = self.hear(**asked)
        for question in questions:
            text = question.repeated.sub("", text)
        return status, text


def answers_to(listener: Listener, asked: list[Question]) -> Iterator[tuple[Question, list[str]]]:
    """The questions that this list reads, with the secrets that it tells."""
    first = {question.key: question for question in reversed(asked)}
    if not listener.reads(*first.values()):
        return
    read = {key for key, one in first.items() if listener.reads(one)}
    for question in asked:
        told = listener.told(question) if question.key in read else None
        if told is not None:
            yield question, told
