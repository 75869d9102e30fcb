"""Whether a definition of a scheme of classes can be used: every fault in Thai, all at once."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from debts.models import Classification
from fundinst.errors import Refusal

MEASURES = {
    "from_days": "วันที่ค้าง",
    "from_instalments": "งวดที่ค้าง",
    "from_yearly_due_dates": "กำหนดชำระรายปีที่เลย",
}
"""What a band is reached by, and how people call it."""

MOST_BANDS, MOST_RESULTS = 8, 8
LONGEST = {"code": 30, "name": 100, "meaning": 300}
MOST = 32767  # what is counted is kept in a smallint

_PARTS = {"bands", "judgements", "results"}
_BAND = {"code", "name", *MEASURES}
_RESULT = {"code", "name", "meaning"}


def refusals_to_definition(definition: Any) -> Iterator[Refusal]:
    """What is wrong with a definition; none means that it can be read as a scheme."""
    if not _is_shaped(definition):
        yield Refusal("scheme_unreadable", "", "อ่านวิธีจัดประเภทไม่ได้ ให้กรอกใหม่ในหน้าวิธีจัดประเภท")
        return
    bands, results = definition["bands"], definition["results"]
    yield from _about_words("ประเภทตามการค้าง", bands, least=2, most=MOST_BANDS)
    yield from _about_measures(bands)
    yield from _about_words("ผลการจัดประเภท", results, least=1, most=MOST_RESULTS)
    yield from _about_judgements(definition["judgements"], {one["code"] for one in results})


def _is_shaped(definition: Any) -> bool:
    """Whether it has the parts and the kinds of values that the other rules can be asked of."""
    if not isinstance(definition, dict) or set(definition) != _PARTS:
        return False
    bands, results = definition["bands"], definition["results"]
    if not isinstance(bands, list) or not isinstance(results, list):
        return False
    return (
        all(_has(band, _BAND - {*MEASURES}, _BAND) for band in bands)
        and all(_has(result, _RESULT, _RESULT) for result in results)
        and isinstance(definition["judgements"], dict)
        and all(isinstance(row, dict) for row in definition["judgements"].values())
    )


def _has(row: Any, needed: set[str], known: set[str]) -> bool:
    return (
        isinstance(row, dict)
        and needed <= set(row) <= known
        and all(isinstance(row[key], str) for key in needed)
    )


def _about_words(
    what: str, rows: Sequence[dict[str, Any]], *, least: int, most: int
) -> Iterator[Refusal]:
    if not least <= len(rows) <= most:
        yield Refusal("number_of_rows", "", f"{what}ต้องมี {least} ถึง {most} รายการ")
    names = [row["name"].strip() for row in rows]
    for place, (row, name) in enumerate(zip(rows, names, strict=True), 1):
        if not name:
            yield Refusal("no_name", "", f"กรุณากรอกชื่อ{what}รายการที่ {place}")
        for key in LONGEST.keys() & row.keys():
            if len(row[key]) > LONGEST[key]:
                sentence = f"{what}รายการที่ {place} ยาวเกิน {LONGEST[key]} ตัวอักษร ให้เขียนสั้นลง"
                yield Refusal("too_long", "", sentence)
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        yield Refusal("name_twice", "", f"{what}ชื่อ “{name}” มีซ้ำ ให้ใช้ชื่อต่างกัน")
    codes = [row["code"] for row in rows]
    if len({*codes}) < len(codes) or "" in codes:
        yield Refusal("code_twice", "", f"รหัส{what}ว่างหรือซ้ำกัน ให้เปิดหน้านี้ใหม่แล้วกรอกอีกครั้ง")


def _about_measures(bands: Sequence[dict[str, Any]]) -> Iterator[Refusal]:
    """The first band has no number, each further one at least one, and they rise."""
    for place, band in enumerate(bands):
        given = {key: band.get(key) for key in MEASURES if band.get(key) is not None}
        if place == 0 and given:
            sentence = f"“{band['name']}” เป็นประเภทแรก คือไม่มีอะไรค้าง ต้องเว้นตัวเลขว่างไว้"
            yield Refusal("first_band_is_nothing_overdue", "", sentence)
        if place and not given:
            sentence = f"“{band['name']}” ต้องมีตัวเลขอย่างน้อยหนึ่งช่อง ว่าเริ่มจากค้างเท่าใด"
            yield Refusal("band_without_measure", "", sentence)
        for key, number in given.items():
            if type(number) is not int or not 1 <= number <= MOST:
                sentence = f"“{band['name']}” {MEASURES[key]} ต้องเป็นจำนวนเต็ม 1 ถึง {MOST:,}"
                yield Refusal("measure_not_a_number", "", sentence)
    for key, word in MEASURES.items():
        numbers = [number for band in bands if type(number := band.get(key)) is int]
        if numbers != sorted({*numbers}):
            sentence = (
                f"{word} ต้องมากขึ้นจากประเภทเบาไปประเภทหนัก ตอนนี้เป็น {', '.join(map(str, numbers))}"
            )
            yield Refusal("measures_must_rise", "", sentence)


def _about_judgements(judgements: dict[str, Any], codes: set[str]) -> Iterator[Refusal]:
    for ability, willingness in product(Classification.Ability, Classification.Willingness):
        if judgements.get(ability, {}).get(willingness) not in codes:
            sentence = f"กรุณาเลือกผลของ “{ability.label}” กับ “{willingness.label}”"
            yield Refusal("judgement_without_result", "", sentence)
    known = {*Classification.Ability.values}, {*Classification.Willingness.values}
    if {*judgements} - known[0] or {key for row in judgements.values() for key in row} - known[1]:
        yield Refusal("judgement_unknown", "", "มีความสามารถหรือความตั้งใจที่ระบบไม่รู้จัก ให้กรอกตารางผลใหม่")
