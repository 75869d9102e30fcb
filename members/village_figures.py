"""Acts: figures of the village taken over from official surveys, each with its source and year."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from fundinst.errors import Refusal, Refused
from fundinst.fields import MOST_BAHT
from fundinst.money import format_baht
from members.audit import record
from members.models import AuditEntry, Institution, User, VillageFigure
from members.undoing import undoes
from members.versions import CHANGED, refusals_of_version, version_of

MOST_FIGURES = 500
LONGEST_NAME, LONGEST_UNIT = 200, 50  # as long as their columns
FIRST_YEAR = 2525  # จปฐ. and กชช. ๒ค were first collected in the years after it


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A figure as a survey states it: เรื่อง, ตัวเลข, หน่วย."""

    name: str
    value: Decimal
    unit: str = ""

    @property
    def values(self) -> list[str]:
        return [self.name, f"{self.value:.2f}", self.unit]

    def __str__(self) -> str:
        return f"{self.name} {format_baht(self.value)} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Beside:
    """A stated figure beside the one that stands under its name that year, if any."""

    stated: StatedFigure
    standing: StatedFigure | None

    @property
    def outcome(self) -> str:
        """new, same or replaces."""
        if self.standing is None:
            return "new"
        return "same" if self.standing == self.stated else "replaces"


def beside_the_books(
    institution: Institution, survey: str, year: int, stated: Sequence[StatedFigure]
) -> list[Beside]:
    """Every stated figure beside what stands, in the order stated."""
    standing = _standing(institution, survey, year)
    return [
        Beside(figure, as_stated(standing[figure.name]) if figure.name in standing else None)
        for figure in stated
    ]


def as_stated(figure: VillageFigure) -> StatedFigure:
    return StatedFigure(figure.name, figure.value, figure.unit)


def figure_version(figure: VillageFigure) -> str:
    """The version of one figure."""
    return version_of(as_stated(figure).values)


def version_of_replaced(compared: Sequence[Beside]) -> str:
    """The version of what would be replaced: people confirm exactly what they were shown."""
    return version_of([_replaced(compared)])


@transaction.atomic(durable=True)
def take_figures(
    institution: Institution,
    *,
    survey: str,
    year: int,
    stated: Sequence[StatedFigure],
    seen: str,
    on: date,
    actor: User,
) -> AuditEntry | None:
    """Take the figures of one survey and year (พ.ศ.); all or nothing, None if nothing changes.

    A figure that stands under the same name is replaced only when ``seen`` is the version of what
    is replaced (``version_of_replaced``): it was shown. Raises Refused, with every reason.
    """
    institution = _held(institution)
    compared = beside_the_books(institution, survey, year, stated)
    refusals = [*refusals_of_figures(survey, year, stated, on=on)]
    if replaced := _replaced(compared):
        refusals += refusals_of_version(seen, [replaced])
    if refusals:
        raise Refused(refusals)
    changing = [one for one in compared if one.outcome != "same"]
    if not changing:
        return None

    for one in changing:
        _write(institution, survey, year, one.stated)
    return _write_down_taken(institution, survey, year, changing, actor)


def _write_down_taken(
    institution: Institution, survey: str, year: int, changed: Sequence[Beside], actor: User
) -> AuditEntry:
    replaced = [one.standing.values for one in changed if one.standing]
    label = VillageFigure.Survey(survey).label
    more = f" แทนของเดิม {len(replaced)} เรื่อง" if replaced else ""
    return record(
        "figures_taken",
        institution,
        f"บันทึกข้อมูลหมู่บ้าน {label} ปี {year} จำนวน {len(changed)} เรื่อง{more}",
        actor=actor,
        institution=institution,
        before={
            "survey": survey,
            "year": year,
            "written": [one.stated.values for one in changed],
            "replaced": replaced,
        },
    )


@transaction.atomic(durable=True)
def remove_figure(
    figure: VillageFigure, *, actor: User, seen: str | None = None
) -> AuditEntry | None:
    """Take one figure out, as it stands now; None when it is out.

    ``seen`` is the ``figure_version`` that the page was opened with. Raises Refused when others
    stated another value since.
    """
    _held(figure.institution)
    figure = VillageFigure.objects.filter(pk=figure.pk).select_related("institution").first()
    if figure is None:
        return None
    if seen is not None and seen != figure_version(figure):
        sentence = f"มีคนแก้เป็น {as_stated(figure)} ไปก่อนแล้ว ถ้ายังจะเอาออก กด “เอาออก” อีกครั้ง"
        raise Refused([Refusal(CHANGED, "", sentence)])

    entry = record(
        "figure_removed",
        figure,
        f"เอาข้อมูลหมู่บ้าน {figure.get_survey_display()} ปี {figure.year} ออก: {as_stated(figure)}",
        actor=actor,
        institution=figure.institution,
        before={
            "survey": figure.survey,
            "year": figure.year,
            "values": as_stated(figure).values,
        },
    )
    figure.delete()
    return entry


def refusals_of_figures(
    survey: str, year: int, stated: Sequence[StatedFigure], *, on: date
) -> Iterator[Refusal]:
    """Why these can't be taken, every reason."""
    this_year = on.year + 543
    if survey not in VillageFigure.Survey.values:
        yield Refusal("survey_unknown", "", "กรุณาเลือกแหล่งข้อมูล")
    if not FIRST_YEAR <= year <= this_year:
        yield Refusal(
            "year_unknown",
            "",
            f"ปีของข้อมูลต้องเป็น พ.ศ. {FIRST_YEAR} ถึง {this_year} เช่น {this_year - 1}",
        )
    if not stated:
        yield Refusal("figures_missing", "", "ยังไม่มีข้อมูล ให้ใส่อย่างน้อยหนึ่งเรื่อง")
    if len(stated) > MOST_FIGURES:
        yield Refusal("figures_too_many", "", f"รับครั้งละไม่เกิน {MOST_FIGURES} เรื่อง ให้แบ่งเป็นหลายครั้ง")
    for name, times in Counter(figure.name for figure in stated).items():
        if times > 1:
            yield Refusal("figure_twice", "", f"มีเรื่อง “{name}” {times} แถว ให้เหลือแถวเดียว")
    for figure in stated:
        yield from _refusals_of_figure(figure)


def _refusals_of_figure(figure: StatedFigure) -> Iterator[Refusal]:
    if not figure.name:
        yield Refusal("figure_nameless", "", "กรุณาบอกว่าเป็นตัวเลขเรื่องอะไร")
    for text, label, longest in (
        (figure.name, "เรื่อง", LONGEST_NAME),
        (figure.unit, "หน่วย", LONGEST_UNIT),
    ):
        if len(text) > longest:
            yield Refusal(
                "text_too_long", "", f"{label} “{text[:20]}…” ยาวเกิน {longest} ตัวอักษร กรุณาย่อ"
            )
    if not 0 <= figure.value <= MOST_BAHT:
        yield Refusal("figure_out_of_range", "", f"ตัวเลขของ “{figure.name}” ติดลบหรือมากเกินไป")


def _replaced(compared: Sequence[Beside]) -> list[list[str]]:
    return sorted(
        one.standing.values for one in compared if one.standing and one.outcome == "replaces"
    )


def _standing(institution: Institution, survey: str, year: int) -> dict[str, VillageFigure]:
    figures = VillageFigure.objects.filter(institution=institution, survey=survey, year=year)
    return {figure.name: figure for figure in figures}


def _write(institution: Institution, survey: str, year: int, figure: StatedFigure) -> None:
    VillageFigure.objects.update_or_create(
        institution=institution,
        survey=survey,
        year=year,
        name=figure.name,
        defaults={"value": figure.value, "unit": figure.unit},
    )


def _held(institution: Institution) -> Institution:
    held: Institution = Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    return held


def _read_values(values: list[str]) -> StatedFigure:
    name, value, unit = values
    return StatedFigure(name, Decimal(value), unit)


def _refuse_if_changed(
    before: dict[str, Any], expected: Sequence[StatedFigure], institution: Institution
) -> None:
    standing = _standing(institution, before["survey"], before["year"])
    now = {name: as_stated(figure) for name, figure in standing.items()}
    if any(now.get(figure.name) != figure for figure in expected):
        sentence = "มีคนแก้ข้อมูลหมู่บ้านนี้ต่อไปแล้ว เลิกทำไม่ได้ ให้แก้ด้วยการบันทึกใหม่แทน"
        raise Refused([Refusal("changed_since", "", sentence)])


@undoes("figures_taken")
def put_figures_back(entry: AuditEntry, actor: User) -> None:
    """Take out what came new and put back what was replaced; Refused if any changed since."""
    before, institution = entry.before, entry.institution
    assert institution is not None
    _held(institution)
    _refuse_if_changed(before, [*map(_read_values, before["written"])], institution)
    survey, year = before["survey"], before["year"]
    names = [figure[0] for figure in before["written"]]
    VillageFigure.objects.filter(
        institution=institution, survey=survey, year=year, name__in=names
    ).delete()
    for values in before["replaced"]:
        _write(institution, survey, year, _read_values(values))


@undoes("figure_removed")
def put_figure_back(entry: AuditEntry, actor: User) -> None:
    """Put the removed figure back, unless another stands under its name."""
    before, institution = entry.before, entry.institution
    assert institution is not None
    _held(institution)
    figure = _read_values(before["values"])
    if figure.name in _standing(institution, before["survey"], before["year"]):
        sentence = f"มี “{figure.name}” ของปีนี้ใหม่แล้ว จึงเอาของเดิมกลับมาไม่ได้"
        raise Refused([Refusal("figure_stands", "", sentence)])
    _write(institution, before["survey"], before["year"], figure)
