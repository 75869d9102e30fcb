"""Names, words and passwords that nobody has, from a source of chance that a seed begins."""

from itertools import product
from random import Random

from stdnum.th import pin

from fundinst.names import Name

GIVEN = ("มะนุ", "จะลิ", "ตะโม", "กะทิพ", "สะโร", "ปะริม", "ละเม", "ชะนิ", "ระภู", "พะโล", "คะจี", "บะเล")
ENDINGS = ("ดา", "ทอง", "รัม", "ลิน", "โชน", "เพ็ง", "วาด", "ชู", "กอน")
FAMILIES = ("สมมุติ", "ทดลอง", "แบบอย่าง", "จำลอง", "ลองทำ")
BRANCHES = ("พะเนา", "กะจ่าง", "ตะเลิง", "มะโหล", "สะแลก", "ระโหง", "คะเมย", "บะยอน")
LANDFORMS = ("โนน", "ดอน", "โคก", "ห้วย", "นา", "กุด", "คำ", "ป่า")
VILLAGES = ("สมมุติ", "ทดลอง", "จำลอง", "ลองทำ", "แบบอย่าง", "ตัวอย่าง")
RARE = "ฆฌฎฏฐฒฬ"
"""Consonants of words from Pali alone: three of them with long vowels are no word of ours."""
PASSWORD_PARTS = ("mako", "tilu", "bane", "sepi", "dura", "foli", "jamu", "keno", "riba", "wole")


class Inventor:
    """Invents for one tenant: no person twice, and in every text the tenant's own word, if any."""

    def __init__(self, chance: Random, canary: str = "") -> None:
        self.chance, self.canary = chance, canary
        given = [first + last for first, last in product(GIVEN, ENDINGS)]
        surnames = [first + last for first, last in product(FAMILIES, BRANCHES)]
        self._given = chance.sample(given, len(given))
        self._surnames = chance.sample(surnames, len(surnames))

    def sign(self, text: str) -> str:
        """The text with the tenant's word at its end: a name stays one word."""
        return f"{text}{self.canary}"

    def surname(self) -> str:
        return self.sign(self._surnames.pop())

    def person(self, title: str, surname: str = "") -> Name:
        return Name(title, self.sign(self._given.pop()), surname or self.surname())

    def phone(self) -> str:
        """A number of the range 08x-000-xxxx, from which no operator gives any."""
        return f"08{self.chance.randint(0, 9)}000{self.chance.randint(0, 9999):04d}"


def village_name(place: int, word: str) -> str:
    """As villages are called, and no two alike: บ้านโนนสมมุติ."""
    again = place // len(LANDFORMS)
    return f"บ้าน{LANDFORMS[place % len(LANDFORMS)]}{word}" + (f" {again + 1}" if again else "")


def canaries(chance: Random, count: int) -> list[str]:
    """As many words as there are tenants; none is part of another, or of any text of ours."""
    words = [f"{a}ู{b}า{c}ี" for a, b, c in product(RARE, repeat=3)]
    return chance.sample(words, count)


def national_id(tenant: int, line: int) -> str:
    """An ID that is right by its check digit and nobody's: no district has that number (9998)."""
    digits = f"89998{tenant:03d}{line:04d}"
    check: str = pin.calc_check_digit(digits)
    return digits + check


def password(seed: int) -> str:
    """The password of all personas: the same for the same seed."""
    chance = Random(f"{seed} password")
    words = chance.sample(PASSWORD_PARTS, 3)
    return f"{'-'.join(words)}-{chance.randint(1000, 9999)}"
