"""Damaged and forged files: refused in words or read, never an error of the program."""

import random
import zipfile
from io import BytesIO

import pytest

from fundinst.errors import Refused

from .register_files_made import HEADINGS, archive, ods, read, text, xls, xlsx

ROWS = [
    HEADINGS,
    [1, "นายชาลี จำลองสุข", "31", 12600, 1100, "31/03/2561"],
    ["", "รวม", "", 12600, 1100],
]
FILES = {"a.xlsx": xlsx(ROWS), "a.xls": xls(ROWS), "a.ods": ods(ROWS), "a.csv": text(ROWS)}
PARTS = {"a.xlsx": "xl/worksheets/sheet1.xml", "a.ods": "content.xml"}


def damaged(content, chosen):
    """The bytes with a few of them changed, taken out, doubled or moved."""
    content = bytearray(content)
    for _ in range(chosen.choice([1, 2, 10])):
        at, other = chosen.randrange(len(content)), chosen.randrange(len(content))
        kind = chosen.randrange(4)
        if kind == 0:
            content[at] = chosen.randrange(256)
        elif kind == 1:
            del content[at : at + chosen.randrange(1, 30)]
        elif kind == 2:
            content[at:at] = content[at : at + chosen.randrange(1, 60)]
        else:
            content[at : at + 4] = content[other : other + 4]
    return bytes(content)


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(name):
    chosen = random.Random(7)
    outcomes = set()
    for _ in range(300):
        content = FILES[name]
        if part := PARTS.get(name):
            with zipfile.ZipFile(BytesIO(content)) as made:
                parts = {inner: made.read(inner) for inner in made.namelist()}
            content = archive({**parts, part: damaged(parts[part], chosen)})
        else:
            content = damaged(content, chosen)
        try:
            outcomes.add(type(read(content, name)).__name__)
        except Refused as refused:
            outcomes.add(type(refused).__name__)

    assert outcomes == {"ReadRegister", "Refused"}


def in_the_workbook_stream(record, change):
    """The .xls with one change made after the header of its first record of this kind."""
    content = FILES["a.xls"]
    at = content.index(record, 512) + 4
    return content[:at] + change + content[at + len(change) :]


@pytest.mark.parametrize(
    ("record", "change"),
    [
        (b"\xfc\x00", b"\x01\0\0\0\xff\xff\xff\xff"),  # four thousand million shared strings
        (b"\x00\x02\x0e\x00", b"\x00\x3c\0\0\x05\0\0\0"),  # a sheet from row 15,360 to row 5
    ],
)
def test_an_xls_that_claims_more_than_it_holds_is_refused_before_memory_is_set_aside(
    record, change
):
    with pytest.raises(Refused) as stopped:
        read(in_the_workbook_stream(record, change), "a.xls")

    assert [refusal.code for refusal in stopped.value.refusals] == ["register_broken"]


def test_an_xls_whose_chain_of_sectors_bites_its_tail_is_refused():
    content = FILES["a.xls"]
    table = content.index(b"\x01\0\0\0\x02\0\0\0\x03\0\0\0")

    with pytest.raises(Refused) as stopped:
        read(content[:table] + b"\0\0\0\0" + content[table + 4 :], "a.xls")

    assert [refusal.code for refusal in stopped.value.refusals] == ["register_broken"]
