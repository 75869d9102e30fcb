"""An address for every URL of the project, with real objects of one institution in it.

The URLs are walked, none is named here: what an address needs follows from the names of its
arguments. ``objects_of`` finds the objects among what the institution has; it makes nothing.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from consolidation.models import (
    Case,
    Contract,
    ContractGuarantor,
    NetPayment,
    NettingBatch,
    PaymentSlip,
    Receipt,
    Registration,
    Signature,
    Submission,
    Transfer,
)
from debts.models import Loan, Register
from members.models import (
    AuditEntry,
    CommitteeMember,
    Expense,
    Fund,
    Household,
    Income,
    Institution,
    Job,
    Notice,
    Office,
    Person,
    SavedFilter,
    User,
    VillageFigure,
)
from reports.models import CertifiedReport, IssuedPaper, MadeFile

S = Case.Status


def patterns() -> dict[str, URLPattern]:
    """Every URL of the project by its name with its namespace, those of other packages too."""

    def walk(mounted: list, namespace: str) -> Iterator[tuple[str, URLPattern]]:
        for one in mounted:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, one.namespace or namespace)
            else:
                assert one.name, f"{one.pattern}: give this URL a name, so that it can be asked"
                yield f"{namespace}:{one.name}".removeprefix(":"), one

    found = [*walk(get_resolver().url_patterns, "")]
    assert len(found) == len({name for name, _one in found}), "two URLs have the same name"
    return dict(sorted(found))


def names() -> list[str]:
    return [*patterns()]


def addresses_of(institution: Institution, *, user: User, of_user: User) -> dict[str, str]:
    """An address for every URL, by its name; see ``objects_of``."""
    return {
        name: reverse(name, args=arguments_of(name, institution, user, of_user)) for name in names()
    }


def arguments_of(name: str, institution: Institution, user: User, of_user: User) -> list[Any]:
    """What stands in the address: ``user`` asks, ``of_user`` is looked after, in users' pages."""
    wanted = patterns()[name].pattern.converters
    unknown = wanted.keys() - OF_THE_INSTITUTION.keys() - {"user_id", "office_id", "notice_id"}
    assert not unknown, f"{name}: say in tests/addresses.py what {sorted(unknown)} stands for"
    home = household_for(name, institution)
    own = {
        "user_id": lambda: of_user.pk,
        "office_id": lambda: Office.objects.get(user=of_user).pk,
        "notice_id": lambda: Notice.objects.filter(user=user).latest("pk").pk,
    }
    return [
        own[one]() if one in own else OF_THE_INSTITUTION[one](name, institution, home)
        for one in wanted
    ]


# Where a page is about a step of the road, a household that stands before that step.
STANDS = {
    "consolidation:confirm": S.SELECTED,
    "consolidation:consent_back": S.SELECTED,
    "consolidation:correct": S.APPROVED,
    "consolidation:holder": S.APPROVED,
    "consolidation:merge": S.APPROVED,
    "consolidation:negotiate": S.APPROVED,
    "consolidation:papers": S.SELECTED,
    "consolidation:select": None,
    "consolidation:criteria": None,
    "debts:classify": None,
    "debts:acknowledgments": None,
    "debts:loan_details": None,
    "debts:rate": None,
}
LIVES = ("consolidation:income", "consolidation:expense", "consolidation:person")


def household_for(name: str, institution: Institution) -> Household:
    """The household of the address: of two people, with an income, where it isn't about a step."""
    homes = institution.households.order_by("pk")
    if name not in STANDS:
        return homes.filter(incomes__isnull=False, persons__is_head=False).first()
    standing = homes.filter(cases__status=STANDS[name]) if STANDS[name] else homes.none()
    return standing.first() or homes.filter(cases__isnull=True, loans__isnull=False).first()


def _line(name: str, _institution: Institution, home: Household) -> int:
    return (Expense if "expense" in name else Income).objects.filter(household=home).first().pk


def _first(model: type, **where: Any) -> Callable[[str, Institution, Household], int]:
    """The first of the institution's rows of that model."""

    def find(name: str, institution: Institution, _home: Household) -> int:
        rows = model._default_manager.filter(
            **{model.institution_path: institution.pk}, **where
        ).order_by("pk")
        assert rows, f"{name}: the institution has no {model.__name__} for its address"
        return rows.first().pk

    return find


OPEN = _first(Contract, status=Contract.Status.OPEN, transfers__paid_on__isnull=True)
CLOSED = _first(Contract, status=Contract.Status.CLOSED)

OF_THE_INSTITUTION: dict[str, Callable[[str, Institution, Household], Any]] = {
    "code": lambda _name, institution, _home: institution.code,
    "household_id": lambda _name, _institution, home: home.pk,
    "person_id": lambda _name, _institution, home: (
        Person.objects.filter(household=home, is_head=False).first().pk
    ),
    "line_id": _line,
    "account_id": lambda _name, _institution, home: (
        Loan.objects.filter(household=home).first().account_id
    ),
    "loan_id": lambda _name, _institution, home: Loan.objects.filter(household=home).first().pk,
    "figure_id": _first(VillageFigure),
    "registration_id": _first(Registration),
    "submission_id": _first(Submission, reviews__isnull=True),
    "contract_id": lambda name, institution, home: (
        CLOSED if name == "reports:closing_letter_file" else OPEN
    )(name, institution, home),
    "guarantor_id": _first(ContractGuarantor, released_on=None),
    "signature_id": _first(Signature),
    "receipt_id": _first(Receipt, contract__status=Contract.Status.OPEN),
    "transfer_id": _first(Transfer, paid_on__isnull=True),
    "batch_id": _first(NettingBatch, status=NettingBatch.Status.OPEN),
    "payment_id": _first(NetPayment),
    "slip_id": _first(PaymentSlip),
    "other_id": lambda _name, institution, _home: institution.funds.last().pk,
    "register_id": _first(Register, status=Register.Status.DRAFT),
    "fund_id": _first(Fund),
    "member_id": _first(CommitteeMember),
    "filter_id": _first(SavedFilter),
    "job_id": _first(Job),
    "entry_id": lambda _name, institution, _home: (
        AuditEntry.objects.filter(institution=institution).latest("pk").pk
    ),
    "kind": lambda *_of: "contract",
    "slug": lambda *_of: "register",
    "name": lambda *_of: "targets",
    "subject_id": OPEN,
    "paper_id": _first(IssuedPaper),
    "report_id": _first(CertifiedReport),
    "file_id": _first(MadeFile),
    "digits": lambda _name, institution, _home: (
        CertifiedReport.objects.filter(institution=institution).first().code
    ),
    "province": lambda _name, institution, _home: institution.subdistrict_id[:2],
    "file_format": lambda *_of: "csv",
    "page": lambda *_of: "households",
    "month": lambda *_of: date(2017, 7, 1),
}
