"""Act: issue a paper: number it, and keep its file as it was handed out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.db import models, transaction
from django.db.models import Max, QuerySet

from fundinst.errors import Refusal, Refused
from fundinst.thai import buddhist_year
from members.audit import record
from members.models import Household, Institution, User
from members.versions import refusals_if_other
from reports.keeping import keep
from reports.models import IssuedPaper
from reports.paper_kinds import PaperKind
from reports.paper_subjects import About, about
from reports.papers import Number, Paper, numbered, paper_of, pdf_of

LARGEST = 2_000_000
"""Bytes. A paper of a few pages has some tens of thousands; nothing here has pictures."""


def subject_name(subject: models.Model) -> str:
    """As an issued paper names what it is about."""
    return subject_named(type(subject), subject.pk)


def subject_named(model: type[models.Model], key: int) -> str:
    return f"{model._meta.label}:{key}"


def issued_of(kind: PaperKind, subject: models.Model) -> QuerySet[IssuedPaper]:
    """The papers of this kind that were issued of this subject, the last first; without files."""
    found = IssuedPaper.objects.filter(kind=kind.slug, subject=subject_name(subject))
    return found.defer("content").select_related("actor").order_by("-pk")


def version_seen(kind: PaperKind, subject: models.Model) -> str:
    """What a page carries: which paper was the last when it was looked at."""
    last = issued_of(kind, subject).first()
    return str(last.pk) if last else "none"


@transaction.atomic(durable=True)
def issue(
    kind: PaperKind, subject: models.Model, *, on: date, actor: User, seen: str | None = None
) -> IssuedPaper:
    """Give the paper its number and keep its file for good; printed again it is that file.

    Where the last one of this subject still says the same, it is that one: told twice, it is issued
    once. One that says something else gets a further number, and both stay. ``seen`` is the
    ``version_seen`` of the page. Raises Refused where there is no such paper, or where it can't
    be printed.
    """
    of = about(subject)
    _hold(of)
    subject = type(subject)._default_manager.get(pk=subject.pk)
    last = issued_of(kind, subject).first()
    if last and as_issued(kind, subject, last):
        return last
    if refusals := [*_refusals(kind, subject, seen)]:
        raise Refused(refusals)

    paper = numbered(paper_of(kind, subject, on), _next_number(of.institution, kind, on))
    content = pdf_of(paper)
    assert len(content) < LARGEST
    issued = _entry(kind, subject, of, paper)
    issued.actor = actor
    keep(issued, content)
    sentence = f"ออก{kind.name} เลขที่ {issued.number}/{issued.year}"
    record(
        "paper_issued",
        issued,
        sentence,
        actor=actor,
        institution=of.institution,
        household=of.household,
    )
    return issued


def _hold(of: About) -> None:
    """The institution before the household, as an import does; it holds the numbers."""
    Institution.objects.select_for_update(no_key=True).get(pk=of.institution.pk)
    if of.household:
        Household.objects.locked().get(pk=of.household.pk)


def _entry(kind: PaperKind, subject: models.Model, of: About, paper: Paper) -> IssuedPaper:
    """What is known of the paper beside its file; not saved yet."""
    assert paper.number is not None
    number = paper.number
    return IssuedPaper(
        institution=of.institution,
        kind=kind.slug,
        household=of.household,
        contract=of.contract,
        batch=of.batch,
        subject=subject_name(subject),
        year=number.year,
        number=number.number,
        code=number.code,
        file_name=f"{kind.name} {number.number}-{number.year}.pdf",
        wording=paper.worded.version,
        issued_on=number.issued_on,
    )


def as_issued(kind: PaperKind, subject: models.Model, last: IssuedPaper) -> Paper | None:
    """The last paper that was issued, made again; None where it would say something else now.

    Asked of its figures: they follow from its number, its day and all that it says.
    """
    number = Number(last.number, last.year, last.issued_on)
    try:
        again = numbered(paper_of(kind, subject, last.issued_on), number)
    except Refused:
        return None
    return again if again.number is not None and again.number.code == last.code else None


def _refusals(kind: PaperKind, subject: models.Model, seen: str | None) -> Iterator[Refusal]:
    for refusal in refusals_if_other(seen, version_seen(kind, subject)):
        sentence = "มีผู้ออกเอกสารนี้ก่อนท่าน ให้เปิดหน้านี้ใหม่แล้วดูฉบับที่ออกไปแล้ว"
        yield replace(refusal, sentence=sentence)


def _next_number(institution: Institution, kind: PaperKind, on: date) -> Number:
    year = buddhist_year(on)
    given = IssuedPaper.objects.filter(institution=institution, kind=kind.slug, year=year)
    last = given.aggregate(last=Max("number"))["last"] or 0
    return Number(last + 1, year, on)
