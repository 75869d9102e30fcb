"""How debtors are classed (วิธีจัดประเภทลูกหนี้): what a scheme is, and which one holds on a day.

The Community Development Department's own form could not be found, so classes are data: an
institution writes a version of its own (``debts/classifying.py``), and until then ``SHIPPED``
holds. A scheme has two halves: bands, computed from how late the worst loan is, and judgements of
the committee, ability by willingness.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import product
from typing import Any

from debts.models import Classification, ClassScheme
from debts.scheme_reading import refusals_to_definition
from fundinst.errors import Refused
from members.models import Institution


@dataclass(frozen=True, slots=True)
class Band:
    """A class by lateness (ประเภทตามการค้าง), reached by any one of its measures.

    ``from_days`` overdue, ``from_instalments`` missed, ``from_yearly_due_dates`` missed: the least
    number that leads here; None where the measure doesn't. The first band of a scheme has none: it
    holds where nothing is overdue.
    """

    code: str
    name: str
    from_days: int | None = None
    from_instalments: int | None = None
    from_yearly_due_dates: int | None = None

    def takes(self, *, days: int, instalments: int, yearly_due_dates: int) -> bool:
        measures = (
            (self.from_days, days),
            (self.from_instalments, instalments),
            (self.from_yearly_due_dates, yearly_due_dates),
        )
        return any(least is not None and found >= least for least, found in measures)


@dataclass(frozen=True, slots=True)
class Result:
    """What a judgement comes to (ผลการจัดประเภท); ``meaning`` says what follows from it."""

    code: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """Bands from the mildest on; a result's code for each (ability, willingness); the results."""

    bands: tuple[Band, ...]
    judgements: Mapping[tuple[str, str], str]
    results: tuple[Result, ...]

    def rank(self, *, days: int = 0, instalments: int = 0, yearly_due_dates: int = 0) -> int:
        """The place, from 0, of the worst band that these figures reach.

        Each measure's numbers rise from band to band (``read_scheme`` sees to it), so more of any
        measure never comes to a milder band.
        """
        reached = (
            place
            for place, band in enumerate(self.bands)
            if band.takes(days=days, instalments=instalments, yearly_due_dates=yearly_due_dates)
        )
        return max(reached, default=0)

    def judged(self, ability: str, willingness: str) -> Result:
        """The result for what the committee judged. Raises KeyError on an unknown judgement."""
        code = self.judgements[ability, willingness]
        return next(result for result in self.results if result.code == code)

    def outcomes(self) -> list[tuple[str, str]]:
        """Each result with its meaning, and the judgements that come to it, in words for people."""
        return [
            (
                f"{result.name}: {result.meaning}" if result.meaning else result.name,
                " · ".join(self._judgements_of(result)),
            )
            for result in self.results
        ]

    def _judgements_of(self, result: Result) -> Iterator[str]:
        for ability, willingness in product(Classification.Ability, Classification.Willingness):
            if self.judgements[ability, willingness] == result.code:
                yield f"{ability.label} + {willingness.label}"


_ABLE, _LIMITED, _UNABLE = Classification.Ability.values
_WILLING, _UNSURE, _UNWILLING = Classification.Willingness.values

SHIPPED = Scheme(
    bands=(
        Band("normal", "ปกติ"),
        Band("starting", "เริ่มค้าง", from_days=1, from_instalments=1),
        Band("long", "ค้างนาน", from_days=91, from_instalments=4, from_yearly_due_dates=1),
        Band("chronic", "ค้างเรื้อรัง", from_days=366, from_yearly_due_dates=2),
    ),
    judgements={
        (_ABLE, _WILLING): "good",
        (_ABLE, _UNSURE): "follow_up",
        (_ABLE, _UNWILLING): "follow_up",
        (_LIMITED, _WILLING): "helpable",
        (_LIMITED, _UNSURE): "helpable",
        (_LIMITED, _UNWILLING): "follow_up",
        (_UNABLE, _WILLING): "hard",
        (_UNABLE, _UNSURE): "hard",
        (_UNABLE, _UNWILLING): "hard",
    },
    results=(
        Result("good", "ดี", "ชำระได้ตามปกติ"),
        Result("helpable", "ช่วยได้", "ตั้งใจแต่กำลังจำกัด ควรเลือกเป็นครัวเรือนเป้าหมาย"),
        Result("follow_up", "ต้องติดตาม", "มีกำลังแต่ไม่ตั้งใจ ต้องติดตามและเจรจา"),
        Result("hard", "ยาก", "ไม่มีกำลัง เช่น เสียชีวิต เจ็บป่วย ย้ายออก ต้องคุยกับผู้ค้ำประกัน ทายาท หรือผ่อนผัน"),
    ),
)
"""The scheme until an institution writes its own (reference: domain of the project, section 3.2).

Days 91 and 366 are the steps of lending practice (90 days, one year). Funds that are paid once a
year are poorly told by days, so their missed due dates count beside. เริ่มค้าง ends at three
instalments, hence four come to ค้างนาน. A household unsure of its will is helped when its means are
limited, followed up when it could pay.
"""


def read_scheme(definition: Any) -> Scheme:
    """The scheme that a definition (JSON) says. Raises Refused with every fault, in Thai."""
    if refusals := [*refusals_to_definition(definition)]:
        raise Refused(refusals)

    return Scheme(
        bands=tuple(Band(**band) for band in definition["bands"]),
        judgements={
            (ability, willingness): code
            for ability, by_willingness in definition["judgements"].items()
            for willingness, code in by_willingness.items()
        },
        results=tuple(Result(**result) for result in definition["results"]),
    )


def definition_of(scheme: Scheme) -> dict[str, Any]:
    """The scheme as JSON, such that ``read_scheme`` gives it back."""
    return {
        "bands": [asdict(band) for band in scheme.bands],
        "judgements": {
            ability: {
                willingness: scheme.judgements[ability, willingness]
                for willingness in Classification.Willingness.values
            }
            for ability in Classification.Ability.values
        },
        "results": [asdict(result) for result in scheme.results],
    }


def scheme_on(institution: Institution, on: date) -> tuple[Scheme, ClassScheme | None]:
    """The scheme in force that day, and the version that says it; the shipped one has none."""
    return schemes_on([institution.pk], on)[institution.pk]


def schemes_on(
    institutions: Iterable[int], on: date
) -> dict[int, tuple[Scheme, ClassScheme | None]]:
    """The same for many institutions (by primary key) in one query."""
    asked = set(institutions)
    versions = (
        ClassScheme.objects.filter(institution__in=asked, effective_on__lte=on)
        .order_by("institution_id", "-effective_on")
        .distinct("institution_id")
    )
    shipped: dict[int, tuple[Scheme, ClassScheme | None]] = dict.fromkeys(asked, (SHIPPED, None))
    return shipped | {
        version.institution_id: (read_scheme(version.definition), version) for version in versions
    }
