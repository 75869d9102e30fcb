"""The settling of a district: which fund owes which, and how its three sums belong together."""

from datetime import date

import pytest

from consolidation.slips import reverse_slip
from members.models import Area
from reports.asking import Asked, Level, Place
from reports.kinds import BY_SLUG
from reports.sheet import LineKind
from tests.builders import make_institution, make_user
from tests.consolidation.netted import NETTED_ON, netted, owe, pays

pytestmark = pytest.mark.django_db
TODAY, LATER = date(2026, 11, 23), date(2018, 12, 31)


@pytest.fixture
def district(institution):
    return Place(Level.DISTRICT, area=Area.objects.get(code="3312"))


@pytest.fixture
def paid(institution, village_fund, treasurer):
    """Of 600 baht that netting left 100 were paid; 50 wait for the next netting."""
    savings = institution.funds.get(kind="savings_group")
    owe(savings, village_fund, 900, treasurer)
    owe(village_fund, savings, 300, treasurer)
    slip = pays(netted(institution, treasurer).payments.get(), 100, actor=treasurer)
    owe(savings, village_fund, 50, treasurer, on=NETTED_ON)
    return slip


def sheets(place):
    return BY_SLUG["settlement"].report(place, Asked(LATER, TODAY, TODAY)).sheets


def test_it_names_each_fund_that_is_to_pay_and_whom_and_adds_up_to_its_institutions(
    paid, institution, village_fund, district
):
    sister = make_institution(moo=94, name="บ้านที่สอง")
    other = make_user("committee", institution=sister)
    owe(sister.funds.get(kind="kkj"), sister.funds.get(kind="village_fund"), 70, other)
    savings = institution.funds.get(kind="savings_group")
    by_institution, by_fund = sheets(district)

    lines = [line.cells for line in by_fund.lines if line.kind == LineKind.ROW]
    assert [cells[:-1] for cells in lines] == [
        (str(village_fund), str(savings), 1, 300, 300, 0, 0, 0, 0),
        (str(savings), str(village_fund), 2, 950, 900, 50, 600, 100, 550),
        ("กข.คจ.", "กองทุนหมู่บ้าน", 1, 70, 0, 70, 0, 0, 70),
    ]
    assert [cells[-1] for cells in lines] == [institution.name, institution.name, sister.name]
    assert by_fund.lines[-1].cells[2:-1] == by_institution.lines[-1].cells[1:-1]


def test_a_sentence_says_how_the_three_sums_belong_together(paid, institution, district):
    words = (
        "ยังต้องโอนทั้งหมด 550.00 บาท มาจากรายการโอนที่ยังค้าง 50.00 บาท "
        "บวกยอดสุทธิตามใบหักล้าง 600.00 บาท ลบที่โอนจริงแล้ว 100.00 บาท"
    )
    village = Place(Level.VILLAGE, institution=institution)

    assert sheets(district)[0].notes[0] == words
    assert sheets(village)[0].notes[0] == words


def test_a_slip_that_was_taken_back_later_still_counts_on_the_day_it_stood(
    paid, district, treasurer
):
    reverse_slip(paid, on=date(2019, 1, 31), reason="ผิดบัญชี", actor=treasurer)

    assert sheets(district)[0].lines[-1].cells[6:8] == (100, 550)
