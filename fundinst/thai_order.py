"""The order of Thai words, as a key to store beside a text: ก่อน, เก่ง, ขวัญ."""

import re
import unicodedata
from functools import lru_cache

from fundinst.thai import TO_ARABIC

LEADING_VOWEL = re.compile("([เ-ไ])([ก-ฮ])")
NIKHAHIT_FIRST = re.compile("(\u0e4d)([า\u0e45])")
WEIGHED_MARKS = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e4d"
# Weights are the letters themselves, except those whose code stands elsewhere than ICU sorts them:
# symbols before digits, nikhahit before ะ, phinthu after ไ, Latin after Thai; ำ is า and nikhahit.
WEIGHTS: dict[int, int | str] = {
    **TO_ARABIC,
    **str.maketrans("`^+<=>|~$฿\u0e4d\u0e45\u0e3a", "!\"#$%&'()*\u0e2fา\u0e45"),
    **{code: code - ord("a") + 0xFF41 for code in range(ord("a"), ord("z") + 1)},
    ord("ำ"): "า\u0e2f",
}
VARIANTS = {"ำ": "11", "\u0e45": "2"}  # of what weighs the same: after the plain one
ACCENTS = {
    mark: str(rank) for rank, mark in enumerate("\u0e4e\u0e4c\u0e47\u0e48\u0e49\u0e4a\u0e4b", 1)
}


def sort_key(text: str) -> str:
    """A key stored beside a clean text: sorted by it, texts stand in the order of ICU's Thai.

    The column must be declared with collation "C", so that PostgreSQL compares it byte by byte, as
    Python does. It holds three levels apart by a space: letters (leading vowels after their
    consonant; Thai and Arabic digits the same); tone marks and other accents; capitals. As in ICU,
    spaces and punctuation, ๆ and ฯ among them, count for nothing: equal keys need a second column.
    Letters of other scripts and symbols that no keyboard has stand by their code between the
    digits and Latin, unlike ICU. Several times as long as the text: give it a TextField.
    """
    letters = accents = variants = ""
    ignored = False
    text = NIKHAHIT_FIRST.sub(r"\2\1", LEADING_VOWEL.sub(r"\2\1", text))
    for char in unicodedata.normalize("NFD", text):
        weight, accent, variant = _weighed(char)
        if weight:
            ignored = False
            letters, accents = letters + weight, accents + "0" * len(weight)
            variants += variant
        elif accent:
            accents += "" if ignored else accent
        else:
            ignored = True  # and so is an accent that follows it
    return f"{letters} {accents.rstrip('0')} {variants.rstrip('0')}".rstrip(" ")


@lru_cache(maxsize=2**12)
def _weighed(char: str) -> tuple[str, str, str]:
    """What a character adds to a sort key: its letters and their kind, or an accent, or nothing."""
    category = unicodedata.category(char)
    if char in "ๆฯ" or category[0] in "PZC":
        return "", "", ""
    if char in ACCENTS or (category == "Mn" and char not in WEIGHED_MARKS):
        return "", ACCENTS.get(char, char), ""
    weight = char.lower().translate(WEIGHTS)
    return weight, "", VARIANTS.get(char) or "01"[char != char.lower()] * len(weight)
