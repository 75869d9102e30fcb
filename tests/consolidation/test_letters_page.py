"""Which guarantors of old loans should still get a letter: a page of the village, and a card."""

import pytest
from django.urls import reverse

from consolidation.letters_due import with_letters_due
from consolidation.merging import undo_merge
from consolidation.old_guarantors import due_letters
from debts.models import Guarantor
from tests.builders import SIGNED, make_contract
from tests.consolidation.papers import guaranteed, sign, sign_all
from tests.consolidation.test_old_guarantors import agreed_waiver
from tests.pages import main, main_texts, rows

pytestmark = pytest.mark.django_db
HEADINGS = ["ผู้ค้ำประกันเดิม", "ค้ำหนี้", "หนังสือที่ต้องส่ง", "ทำต่อ"]


@pytest.fixture
def one(household):
    return Guarantor.objects.create(loan=household.loans.order_by("pk").first(), name="นายค้ำ หนึ่ง")


def both_ways(institution):
    """Who is counted in one statement; it has to be whom the page names."""
    counted = {each.pk for each in with_letters_due(Guarantor.objects.all())}
    assert counted == {each.guarantor.pk for each in due_letters(institution)}
    return len(counted)


@pytest.mark.parametrize("route", ["", "transfer", "easing"])
@pytest.mark.parametrize("made_less", [False, True])
def test_the_count_and_the_page_name_the_same_whatever_was_signed(
    one, household, treasurer, savings_group, route, made_less
):
    guaranteed(household, treasurer, "นางค้ำ สอง", route=route)
    two = Guarantor.objects.get(name="นางค้ำ สอง")
    assert both_ways(household.institution) == 0
    if made_less:
        agreed_waiver(household, one.loan, treasurer)
    if route == "easing":
        sign(household, "consent", treasurer, guarantor=one)
        sign(household, "release", treasurer, guarantor=two)
    sign_all(household, treasurer, into=savings_group)
    contract = make_contract(household, savings_group, treasurer)
    found = [both_ways(household.institution)]
    for kind in ("release", "told"):
        sign(household, kind, treasurer, guarantor=one)
        found.append(both_ways(household.institution))
    undo_merge(contract, reason="ทำผิด", on=SIGNED, actor=treasurer)

    assert both_ways(household.institution) == 0
    expected = {"": [2, 1, 1], "transfer": [2, 1, 1], "easing": [0, 0, 0]}
    less = {"": [2, 1, 1], "transfer": [2, 2, 1], "easing": [2, 2, 1]}
    assert found == (less if made_less else expected)[route]


def test_the_page_says_which_letter_by_when_and_leads_to_both(
    one, household, treasurer, savings_group, client
):
    guaranteed(household, treasurer)
    agreed_waiver(household, one.loan, treasurer)
    make_contract(household, savings_group, treasurer)
    client.force_login(treasurer)

    page = client.get(reverse("consolidation:letter_list", args=[household.institution.code]))

    letter = "หนังสือปลดผู้ค้ำประกันเดิม ภายใน 30 ส.ค. 2560 เลยกำหนดแล้ว"
    assert rows(page)[0] == HEADINGS
    who, _loan, said, then = rows(page)[1]
    assert (who, said) == (f"นายค้ำ หนึ่ง {household}", letter)
    assert then == "พิมพ์หนังสือ นายค้ำ หนึ่ง · บันทึกว่าส่งแล้ว นายค้ำ หนึ่ง"
    assert reverse("reports:paper", args=["release", one.pk]) in main(page)
    assert reverse("consolidation:papers_in", args=[household.pk]) in main(page)
    assert client.get(reverse("reports:paper", args=["release", one.pk])).status_code == 200


def test_the_first_page_counts_them_and_once_sent_it_is_quiet(
    one, household, treasurer, savings_group, client, institution
):
    guaranteed(household, treasurer)
    make_contract(household, savings_group, treasurer)
    client.force_login(treasurer)
    address = reverse("consolidation:letter_list", args=[institution.code])

    assert "1 คน" in main_texts(client.get("/"), "p")
    assert f'href="{address}"' in main(client.get("/"))
    sign(household, "release", treasurer, guarantor=one)

    assert "ผู้ค้ำเดิมที่ยังไม่ได้รับหนังสือ" not in main(client.get("/"))
    assert "ไม่มีหนังสือที่ต้องส่ง" in main_texts(client.get(address), "h2")
    assert rows(client.get(address)) == []


def test_an_officer_reads_the_page_and_an_outsider_finds_none(
    one, household, treasurer, savings_group, client, district_officer, outsider
):
    guaranteed(household, treasurer)
    make_contract(household, savings_group, treasurer)
    address = reverse("consolidation:letter_list", args=[household.institution.code])
    client.force_login(district_officer)
    assert "ดูเอกสาร นายค้ำ หนึ่ง" in rows(client.get(address))[1][-1]

    client.force_login(outsider)
    assert client.get(address).status_code == 404
