"""However a register is written, given back with remarks it says to the reader what it said."""

import csv
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.debts.register_files_made import ods, text, xls, xlsx
from tests.debts.returned_files import HEADING, given_back, read_again, said
from tests.debts.test_registers_any_shape import table

SPOILT = ["x", "๑o๐", 'เก้า "พัน", มั้ง', "บรรทัด\nใหม่", -5]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), kind=st.sampled_from(["xlsx", "xls", "ods", "csv"]))
def test_given_back_it_reads_as_before(seed, kind):
    chosen = random.Random(seed)
    rows = table(chosen.choice, chosen.shuffle, kind)
    for row in rows[-4:-1]:
        row[chosen.randrange(len(row))] = chosen.choice(SPOILT)
    if kind == "csv":
        encoding = chosen.choice(["utf-8", "utf-8-sig", "cp874", "utf-16"])
        quoting = chosen.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
        content = text(rows, chosen.choice(",;\t"), encoding, quoting)
    else:
        content = {"xlsx": xlsx, "xls": xls, "ods": ods}[kind](rows)

    before = said(content, f"a.{kind}")

    assert read_again(content, f"a.{kind}") == before
    if kind == "csv" and before[1]:
        given = given_back(content, "a.csv").decode(encoding)
        assert given.count(HEADING) == 1
        assert len(given.splitlines()) == len(content.decode(encoding).splitlines())
