"""What every report begins and ends with: whose it is, of which year and day, and who signs."""

from datetime import date

from fundinst.thai import fiscal_year, format_date, to_thai_digits
from reports.asking import Level, Place
from reports.district_form import CERTIFIED, PREPARED, Signature, of_committee


def title_lines(title: str, place: Place, on: date) -> tuple[str, str, str]:
    """The report, whose it is, of which year and day; in Thai digits."""
    return heading_of(title, whole_name(place), on)


def heading_of(title: str, whose: str, on: date) -> tuple[str, str, str]:
    """The same, of who is named already."""
    year = to_thai_digits(str(fiscal_year(on)))
    return (
        title,
        to_thai_digits(whose),
        f"ปีงบประมาณ {year} ข้อมูล ณ วันที่ {format_date(on)}",
    )


def whole_name(place: Place) -> str:
    """The place as a document's title says it, up to its province."""
    if place.institution:
        return f"{place.institution} {place.institution.place}"
    if place.level == Level.DISTRICT and place.area:
        return f"{place} จังหวัด{place.area.parent}"
    return str(place)


def signatures_of(place: Place, on: date) -> tuple[Signature, ...]:
    """Who signs: of an institution its secretary and chair in office that day, else officers."""
    if place.institution:
        seated = {one.position: one for one in place.institution.committee.in_force(on)}
        return of_committee(seated)
    head = "พัฒนาการจังหวัด" if place.level == Level.PROVINCE else "พัฒนาการอำเภอ"
    return (Signature(PREPARED), Signature(CERTIFIED, "", f"{head}{place.area}"))
