"""The browser's side of reading money and clipboards, held against the server's."""

import random
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from fundinst.money import format_baht, read_baht
from fundinst.thai import Unreadable

pytestmark = pytest.mark.browser

MODULES = settings.BASE_DIR / "static" / "js" / "grid"
HTML = "text/html; charset=utf-8"


AMOUNTS = (
    "5000 5,000 ๕,๐๐๐ ๑๓๒๐๐.๕๐ 35,000บาท ฿35,000.50 8,900.- - – 0 0.5 1.000 1,00 01 -5 (5) 5- 1e5"
    " 1_000 12.345 12.340 ห้าร้อย 999,999,999,999.99 1000000000000 1,000,000 １２ 5.5.5 .5 5."
)
WITH_SPACES = [
    "",
    " ",
    "35 000",
    "5,000 บาท",
    "5,000 บาทถ้วน",
    "  7 ",
    "1 2",
    "5 บ.",
    "3 5000",
    "฿ 7",
]


@pytest.fixture(scope="module")
def page(chromium):
    """An empty page that has the grid's modules; no server stands behind it."""
    context = chromium.new_context(base_url="http://grid.test")
    page = context.new_page()
    page.route("**/*", lambda route: route.fulfill(body="<title>grid</title>", content_type=HTML))
    page.route("**/*.js", lambda route: route.fulfill(path=MODULES / Path(route.request.url).name))
    page.goto("/")
    yield page
    context.close()


@pytest.fixture
def ask(page):
    """What a function of one of the grid's modules makes of each text."""

    def call(module: str, function: str, texts: list[str]) -> list:
        return page.evaluate(
            """async ([module, name, texts]) => {
              const found = (await import(`/${module}.js`))[name];
              const plain = one => typeof one === "bigint" ? String(one) : one;
              return texts.map(text => plain(found(text)));
            }""",
            [module, function, texts],
        )

    return call


def satang(text: str) -> str | None:
    """As the server reads it; nothing typed is nothing owed."""
    try:
        return str(int((read_baht(text) if text.strip() else Decimal(0)) * 100))
    except Unreadable:
        return None


def test_an_amount_is_read_as_the_server_reads_it(ask):
    texts = AMOUNTS.split() + WITH_SPACES

    assert ask("money", "readSatang", texts) == [satang(text) for text in texts]


def test_any_jumble_of_digits_and_signs_is_read_as_the_server_reads_it(ask):
    dice = random.Random(3)
    texts = ["".join(dice.choices("0159๐๓,,. -บ", k=dice.randint(1, 9))) for _ in range(400)]

    assert ask("money", "readSatang", texts) == [satang(text) for text in texts]


def test_amounts_are_written_as_the_server_writes_them(page):
    amounts = [0, 1, 99, 100, 12345, 100000, 99999999999999, 123456700]
    written = """many => import("/money.js").then(
        ({writeBaht}) => many.map(one => writeBaht(BigInt(one))))"""

    assert page.evaluate(written, amounts) == [
        format_baht(Decimal(amount) / 100) for amount in amounts
    ]


def test_a_block_is_read_as_excel_and_libreoffice_write_it(ask):
    excel = '32/1\tนางดี ทดลอง\t5,000\r\n32/2\t"นางสอง\nทดลอง"\t"4 ""พัน"""\r\n'
    libreoffice = "32/1\tนางดี ทดลอง\t5000\n\t\t4200\n"
    literal_quote = '"ก้อน" แรก\t5\n'

    assert ask("clipboard", "parseBlock", [excel, libreoffice, literal_quote]) == [
        [["32/1", "นางดี ทดลอง", "5,000"], ["32/2", "นางสอง ทดลอง", '4 "พัน"']],
        [["32/1", "นางดี ทดลอง", "5000"], ["", "", "4200"]],
        [['"ก้อน" แรก', "5"]],
    ]


def test_one_cell_is_no_block(ask):
    texts = ["5000", "5000\r\n", "นาง ดี\n", "1\t2", "1\n2", '"นาง\nดี"\n']

    assert ask("clipboard", "isBlock", texts) == [False, False, False, True, True, True]


def test_no_run_of_thirteen_digits_is_left_in_a_text(ask):
    texts = [
        "นางดี 1101700230708",
        "1-1017-00230-70-8 นางดี",
        "1 - 1017 - 00230 - 70 - 8 นางดี",
        "๑๑๐๑๗๐๐๒๓๐๗๐๘",
        "11017002307081",
        "081-234-5678",
        "999,999,999,999.99",
    ]

    assert ask("queue", "withoutId", texts) == [
        "นางดี",
        "นางดี",
        "นางดี",
        "",
        "",
        "081-234-5678",
        "999,999,999,999.99",
    ]
