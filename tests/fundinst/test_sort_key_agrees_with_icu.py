"""The stored sort key against the real ICU, which chromium carries (Intl.Collator)."""

import random
from itertools import pairwise

import geothai
import pytest

from fundinst.thai_order import sort_key

# Pieces that real names are made of, and what is typed by mistake; ICU sees every order of them.
CONSONANTS = "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรฤลฦวศษสหฬอฮ"
AFTER = ["", "", "", "ะ", "ั", "า", "ำ", "ิ", "ี", "ึ", "ื", "ุ", "ู", "\u0e3a", "\u0e4d", "ๅ"]
TONES = ["", "", "", "", "่", "้", "๊", "๋", "์", "็", "\u0e4e"]
BETWEEN = ["", "", "", "", "", " ", "-", ".", "ๆ", "ฯ", "(", ")", "/", "1", "๑", "9", "๙", "a", "B"]
BETWEEN += ["b", "Z", "เ", "แ", "+", "<", "=", ">", "~", "$", "฿", "`", "^", "|", "\u200b"]

COMPARE_NEIGHBOURS = """texts => {
    const collator = new Intl.Collator('th');
    return texts.slice(1).map((text, i) => Math.sign(collator.compare(texts[i], text)));
}"""


def generated_names(count, seed):
    chance = random.Random(seed)

    def syllable():
        return (
            chance.choice(["", "", "", *"เแโใไ"])
            + chance.choice(CONSONANTS[:12] if chance.random() < 0.5 else CONSONANTS)
            + chance.choice(AFTER)
            + chance.choice(TONES)
            + chance.choice(BETWEEN)
        )

    return ["".join(syllable() for _ in range(chance.randint(1, 4))) for _ in range(count)]


def geographic_names():
    districts = [place for area in geothai.provinces() for place in geothai.districts(area.code)]
    subdistricts = [place for area in districts for place in geothai.subdistricts(area.code)]
    return [place.name_th for place in [*geothai.provinces(), *districts, *subdistricts]]


@pytest.mark.browser
def test_neighbours_sorted_by_the_key_stand_as_icu_orders_them(chromium):
    texts = sorted({*geographic_names(), *generated_names(20_000, seed=2560)}, key=sort_key)
    keys = [sort_key(text) for text in texts]
    ours = [0 if before == after else -1 for before, after in pairwise(keys)]

    page = chromium.new_page()
    theirs = page.evaluate(COMPARE_NEIGHBOURS, texts)
    page.close()

    differing = [
        (texts[i], texts[i + 1], mine, icu)
        for i, (mine, icu) in enumerate(zip(ours, theirs, strict=True))
        if mine != icu
    ]
    assert differing == []
    assert len(texts) > 25_000
