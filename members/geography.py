"""The areas of Thailand, from the official (DOPA) codes that ``geothai`` ships."""

from collections.abc import Iterable

import geothai
from django.db import transaction

from members.models import Area


@transaction.atomic
def load_areas() -> int:
    """Load every province, district and subdistrict; say how many there are.

    Run again, it adds what is new and corrects names; an area is never removed.
    """
    provinces = geothai.provinces()
    districts = [d for province in provinces for d in geothai.districts(province.code)]
    subdistricts = [s for district in districts for s in geothai.subdistricts(district.code)]
    for areas in (provinces, districts, subdistricts):
        Area.objects.bulk_create(
            [
                Area(code=area.code, name=area.name_th, parent_id=area.code[:-2] or None)
                for area in areas
            ],
            update_conflicts=True,
            update_fields=["name", "parent"],
            unique_fields=["code"],
        )
    return Area.objects.count()


@transaction.atomic
def load_tambons(codes: Iterable[str]) -> None:
    """Load these subdistricts, their districts and provinces alone, where they are missing."""
    for code in sorted({code[:digits] for code in codes for digits in (2, 4, 6)}):
        area = _OF_LENGTH[len(code)](code)
        Area.objects.get_or_create(
            code=code, defaults={"name": area.name_th, "parent_id": code[:-2] or None}
        )


_OF_LENGTH = {2: geothai.province, 4: geothai.district, 6: geothai.subdistrict}


def areas_ready() -> None:
    """Load the areas unless they are there."""
    if not Area.objects.exists():
        load_areas()
