"""Where the villages of the invented country lie, and what its people are called.

No clock, no chance but the seed's: the same number says the same place and the same name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import geothai

from fundinst.thai_order import sort_key

BANGKOK = "10"  # it has no villages
FIRST_PROVINCE = "33"
"""Where the country begins to fill: a few hundred villages are whole districts of one province."""

VILLAGE_NAMES = ("สมมุติ", "ทดลอง", "จำลอง", "ลองทำ", "แบบอย่าง", "ตัวอย่าง")
CONSONANTS = "กขคงจชดตถทนบปพมรลวสห"
SURNAMES = tuple(f"{a}า{b}ู{c}ีทดลอง" for a, b, c in product(CONSONANTS, repeat=3))
"""Without tone marks and leading vowels: a name's place in Thai order is its letters."""
SURNAME_KEYS = tuple(map(sort_key, SURNAMES))
STEP = 3571  # neighbours don't share a surname: a prime that doesn't divide their number


@dataclass(frozen=True, slots=True)
class Place:
    """A village by the official code of its subdistrict and its number there (หมู่ที่)."""

    subdistrict: str
    moo: int
    name: str

    @property
    def code(self) -> str:
        return f"{self.subdistrict}{self.moo:02d}"

    @property
    def district(self) -> str:
        return self.subdistrict[:4]

    @property
    def province(self) -> str:
        return self.subdistrict[:2]


def places(villages: int) -> list[Place]:
    """So many villages, tambon by tambon: as many in each as the whole country has on average."""
    tambons = _tambons()
    each = max(MOST_IN_A_TAMBON, -(-villages // len(tambons)))
    found = []
    for number in range(villages):
        tambon, moo = divmod(number, each)
        name = VILLAGE_NAMES[number % len(VILLAGE_NAMES)]
        found.append(Place(tambons[tambon], moo + 1, f"บ้าน{name}{moo + 1}"))
    return found


MOST_IN_A_TAMBON = 10  # 75,000 villages in 7,256 tambons
MOST_VILLAGES = 75_000


def _tambons() -> Sequence[str]:
    codes = [
        subdistrict.code
        for province in geothai.provinces()
        if province.code != BANGKOK
        for district in geothai.districts(province.code)
        for subdistrict in geothai.subdistricts(district.code)
    ]
    return sorted(codes, key=lambda code: (code < FIRST_PROVINCE, code))


def surname(seed: int, number: int) -> str:
    """The surname of the country's so-manieth household."""
    return SURNAMES[(seed + number * STEP) % len(SURNAMES)]


def surname_key(seed: int, number: int) -> str:
    """Where that surname stands in Thai order."""
    return SURNAME_KEYS[(seed + number * STEP) % len(SURNAMES)]
