import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from members.models import AuditEntry, VillageFigure
from tests.consolidation.test_figure_tables import workbook
from tests.pages import main_texts, rows, texts

pytestmark = pytest.mark.django_db

TABLE = "ครัวเรือนทั้งหมด\t120\tครัวเรือน\nประชากร\t412\tคน"
SOURCE = {"survey": "jpt", "year": "2568"}


@pytest.fixture
def address(institution):
    return f"/village/{institution.code}/"


@pytest.fixture
def signed_in(client, treasurer):
    client.force_login(treasurer)
    return client


def carried(page) -> dict[str, object]:
    return {**page.context["carried"], "confirm": "1"}


def kept():
    return [
        (one.survey, one.year, one.name, one.value, one.unit)
        for one in VillageFigure.objects.order_by("pk")
    ]


HOUSES = ("jpt", 2568, "ครัวเรือนทั้งหมด", 120, "ครัวเรือน")
PEOPLE = ("jpt", 2568, "ประชากร", 412, "คน")


def test_an_empty_village_says_what_to_do(signed_in, address):
    page = signed_in.get(address)

    assert main_texts(page, "empty") == [
        "ยังไม่มีข้อมูลหมู่บ้าน กรรมการใส่ทีละเรื่อง หรือวางตารางจาก Excel ทีเดียวทั้งปีก็ได้"
    ]
    assert main_texts(page, "btn") == ["ใส่ทีละเรื่อง", "วางตารางหรือเลือกแฟ้ม"]


def test_a_pasted_table_is_shown_and_written_only_when_confirmed(signed_in, address):
    shown = signed_in.post(f"{address}figures/table/", SOURCE | {"rows": TABLE})
    before = kept()
    page = signed_in.post(f"{address}figures/table/", carried(shown), follow=True)

    assert rows(shown)[1:] == [
        ["ครัวเรือนทั้งหมด", "120", "ครัวเรือน", "ใหม่"],
        ["ประชากร", "412", "คน", "ใหม่"],
    ]
    assert main_texts(shown, "btn-primary") == ["บันทึก 2 เรื่อง"]
    assert (before, kept()) == ([], [HOUSES, PEOPLE])
    assert texts(page, "notice-success") == ["บันทึกข้อมูลหมู่บ้าน จปฐ. ปี 2568 จำนวน 2 เรื่อง เลิกทำ"]
    assert [row[:3] for row in rows(page)[1:]] == [
        ["ครัวเรือนทั้งหมด", "120", "ครัวเรือน"],
        ["ประชากร", "412", "คน"],
    ]


def test_a_file_is_read_the_same_way(signed_in, address):
    content = workbook(["เรื่อง", "ตัวเลข", "หน่วย"], ["ครัวเรือนทั้งหมด", 120, "ครัวเรือน"])
    file = SimpleUploadedFile("จปฐ.xlsx", content)

    shown = signed_in.post(f"{address}figures/table/", SOURCE | {"file": file})
    signed_in.post(f"{address}figures/table/", carried(shown))

    assert kept() == [HOUSES]


def test_errors_are_said_by_row_and_nothing_is_half_written(signed_in, address):
    page = signed_in.post(f"{address}figures/table/", SOURCE | {"rows": f"{TABLE}\nร้าว\tมาก"})

    assert [*page.context["form"].non_field_errors()] == [
        "แถว 3: อ่านตัวเลข “มาก” ไม่ออก ให้พิมพ์ตัวเลขอย่างเดียว เช่น 1,250 หรือ 12.5 แล้วใส่หน่วยในช่องหน่วย"
    ]
    assert page.context["form"]["rows"].value() == f"{TABLE}\nร้าว\tมาก"
    assert kept() == []


def test_nothing_given_and_a_year_nobody_means_are_said_at_their_fields(signed_in, address):
    page = signed_in.post(f"{address}figures/table/", {"year": "68"})
    far = signed_in.post(f"{address}figures/table/", SOURCE | {"year": "2026", "rows": TABLE})

    assert sorted(page.context["form"].errors) == ["rows", "survey", "year"]
    assert far.context["form"].non_field_errors()[0].startswith("ปีของข้อมูลต้องเป็น พ.ศ. 2525 ถึง")
    assert kept() == []


def test_what_stands_is_shown_before_it_is_replaced(signed_in, address):
    signed_in.post(
        f"{address}figures/table/",
        carried(signed_in.post(f"{address}figures/table/", SOURCE | {"rows": TABLE})),
    )
    better = SOURCE | {"name": "ครัวเรือนทั้งหมด", "value": "125", "unit": "ครัวเรือน"}

    shown = signed_in.post(f"{address}figures/new/", better)
    between = kept()
    signed_in.post(f"{address}figures/table/", carried(shown))

    assert rows(shown)[1:] == [["ครัวเรือนทั้งหมด", "125", "ครัวเรือน", "แทนของเดิม 120 ครัวเรือน"]]
    assert between == [HOUSES, PEOPLE]
    assert kept() == [(*HOUSES[:3], 125, "ครัวเรือน"), PEOPLE]


def test_a_figure_changed_between_the_look_and_the_press_is_shown_again(signed_in, address):
    one = SOURCE | {"name": "ครัวเรือนทั้งหมด", "unit": "ครัวเรือน"}
    signed_in.post(f"{address}figures/new/", one | {"value": "120"})
    mine = signed_in.post(f"{address}figures/new/", one | {"value": "125"})
    theirs = signed_in.post(f"{address}figures/new/", one | {"value": "130"})
    signed_in.post(f"{address}figures/table/", carried(theirs))

    again = signed_in.post(f"{address}figures/table/", carried(mine))

    assert rows(again)[1:] == [["ครัวเรือนทั้งหมด", "125", "ครัวเรือน", "แทนของเดิม 130 ครัวเรือน"]]
    assert kept()[0][3] == 130


def test_a_new_figure_needs_no_further_look_and_can_be_undone(signed_in, address):
    typed = SOURCE | {"name": "ประชากร", "value": "๔๑๒", "unit": "คน"}

    page = signed_in.post(f"{address}figures/new/", typed, follow=True)
    written = kept()
    entry = AuditEntry.objects.get(act="figures_taken")
    signed_in.post(f"/undo/{entry.pk}/", {"next": address})

    assert page.redirect_chain == [(address, 302)]
    assert (written, kept()) == ([PEOPLE], [])


def test_a_figure_is_corrected_under_its_own_name_and_taken_out(signed_in, address):
    signed_in.post(
        f"{address}figures/new/", SOURCE | {"name": "ประชากร", "value": "412", "unit": "คน"}
    )
    figure = VillageFigure.objects.get()
    own = f"{address}figures/{figure.pk}/"

    shown = signed_in.post(own, {"name": "อื่น", "value": "415", "unit": "คน"})
    signed_in.post(f"{address}figures/table/", carried(shown))
    corrected = kept()
    page = signed_in.post(f"{own}remove/", follow=True)
    twice = signed_in.post(f"{own}remove/")

    assert corrected == [(*PEOPLE[:3], 415, "คน")]
    assert (kept(), page.redirect_chain, twice.url) == ([], [(address, 302)], address)
    assert [event.sentence for event in page.context["events"]] == [
        "เอาข้อมูลหมู่บ้าน จปฐ. ปี 2568 ออก: ประชากร 415 คน",
        "บันทึกข้อมูลหมู่บ้าน จปฐ. ปี 2568 จำนวน 1 เรื่อง แทนของเดิม 1 เรื่อง",
        "บันทึกข้อมูลหมู่บ้าน จปฐ. ปี 2568 จำนวน 1 เรื่อง",
    ]


def test_an_officer_looks_and_an_outsider_finds_nothing(
    client, address, district_officer, outsider
):
    client.force_login(district_officer)
    page = client.get(address)
    acts = [client.post(f"{address}figures/{way}/", SOURCE).status_code for way in ("new", "table")]
    client.force_login(outsider)

    assert (page.status_code, main_texts(page, "btn"), acts) == (200, [], [403, 403])
    assert client.get(address).status_code == 404
    assert client.post(f"{address}figures/new/", SOURCE).status_code == 404
