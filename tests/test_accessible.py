"""Every page in every state: no fault that axe knows, text at 7:1, nothing wider than 320 px.

The pages are the addresses of ``test_who_sees_what``, so that a new one is looked at by itself: as
it stands, with its forms sent empty, and where nothing is there yet.
"""

from collections.abc import Iterable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from playwright.sync_api import Page

from members.models import Job, User
from members.saving_filters import keep_filter
from tests import test_who_sees_what
from tests.builders import make_household, make_loan, make_person
from tests.pages import main

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

addresses = test_who_sees_what.addresses
LAPTOP, NARROW = {"width": 1280, "height": 800}, {"width": 320, "height": 800}
LONG = "นางสาวเพ็ญประภาศรีสมมติ นามสกุลทดลองที่ยาวมากเป็นพิเศษ"
AXE = """(part) => axe.run(part, {
    resultTypes: ["violations"],
    preload: false,
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: {
        "color-contrast": {enabled: false},
        "color-contrast-enhanced": {enabled: true},
        "target-size": {enabled: true},
    },
}).then(({violations}) => violations.map(
    ({id, nodes}) => `${id}: ${nodes.map(({target}) => target.join(" ")).slice(0, 3).join(" | ")}`
))"""
# Rows of a long grid are drawn when they come near; a half-drawn one has targets of no size.
ALL_DRAWN = """() => document.querySelectorAll(".grid-row").forEach(
    (row) => { row.style.contentVisibility = "visible"; }
)"""
# Wider than the window outside of a table or grid that scrolls in a region of its own.
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [
    "wider than the window: " + [...document.querySelectorAll("body *")]
        .filter((node) => !node.closest(".scroll, .grid-scroll, .visually-hidden"))
        .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
        .map((node) => `${node.tagName}.${node.className}`).slice(-2).join(" | ")
]"""
# What a form says when it is sent with nothing in it, whatever scripts would have done.
SEND_EMPTY = """(form) => {
    for (const field of form.elements) {
        if (["radio", "checkbox"].includes(field.type)) field.checked = false;
        else if (field.type !== "hidden" && field.tagName !== "BUTTON") field.value = "";
    }
    const button = form.querySelector("button.btn-primary, button");
    if (button?.name) form.append(Object.assign(document.createElement("input"),
        {type: "hidden", name: button.name, value: button.value}));
    HTMLFormElement.prototype.submit.call(form);
}"""
FORM_TO_FILL_IN = "main form[method=post]:has(input:not([type=hidden]), select, textarea)"


@pytest.fixture
def page(chromium, live_server) -> Iterator[Page]:
    context = chromium.new_context(base_url=live_server.url, viewport=LAPTOP)
    context.set_default_timeout(10_000)
    context.add_init_script(AXE_SCRIPT)
    yield context.new_page()
    context.close()


def sign_in(page: Page, client, user: User) -> None:
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": cookie,
                "domain": "localhost",
                "path": "/",
            }
        ]
    )


def faults(page: Page, part: str = "html") -> list[str]:
    """What shuts somebody out of the page as it is shown now, or of a part of it."""
    page.evaluate(ALL_DRAWN)
    found = page.evaluate(AXE, part)
    page.set_viewport_size(NARROW)
    found += page.evaluate(TOO_WIDE)
    # Stricter than the largest letters, 150, on a phone of 360 px.
    page.evaluate("document.documentElement.className = 'text-140'")
    found += [f"largest letters {fault}" for fault in page.evaluate(TOO_WIDE)]
    page.set_viewport_size(LAPTOP)
    return found


def faults_of(page: Page, addresses: Iterable[str], part: str = "html") -> dict[str, list[str]]:
    found = {}
    for address in addresses:
        assert (address, page.goto(address).status) == (address, 200)
        found[address] = faults(page, part)
    return only_faulty(found)


def faults_of_refused_form(page: Page) -> list[str] | None:
    """The same of the page's first form when it was sent empty and refused; None if it wasn't."""
    form = page.locator(FORM_TO_FILL_IN).first
    if not form.count():
        return None
    with page.expect_navigation():
        form.evaluate(SEND_EMPTY)
    return faults(page, "main") if page.locator(".notice-error, .is-invalid").count() else None


def only_faulty(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {address: faulty for address, faulty in found.items() if faulty}


def pages_of(client, user: User, addresses: Iterable[str]) -> dict[str, str]:
    """Those of the addresses that show this user a page, not a file, a part or a redirect."""
    client.force_login(user)
    answers = {address: client.get(address) for address in sorted(addresses)}
    return {
        address: main(answer)
        for address, answer in answers.items()
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    }


@pytest.fixture
def crowded(addresses, institution, village_fund, savings_group, kkj, treasurer) -> list[str]:
    """Every address, and the households' among names and amounts as long as they come."""
    other = make_household(institution, "1234/567")
    make_person(other, LONG)
    for fund in (village_fund, savings_group, kkj):
        make_loan(other, fund, "9876543.25", penalty=1, fee=1, number="กทบ. ๑๒๓๔๕๖๗๘/๒๕๕๙")
    for status in Job.Status.values:
        Job.objects.create(
            kind=status,
            subject="long",
            title=f"บันทึกทะเบียนของ{LONG}",
            institution=institution,
            requested_by=treasurer,
            status=status,
            done=1200,
            total=20000,
            unit="แถว",
            reasons=["ยอดรวมไม่ตรงกับแฟ้ม ให้ตรวจยอดของกองทุนก่อน"],
            result_url="/registers/",
        )
    keep_filter(treasurer, page="households", query="state=several", name=LONG)
    User.objects.filter(pk=treasurer.pk).update(display_name=LONG)
    ways = ("household", "select", "merge")
    further = [reverse(f"consolidation:{way}", args=[other.pk]) for way in ways]
    further += [reverse("members:job", args=[job.pk]) for job in Job.objects.all()]
    further += ["/households/?state=several", "/households/?sort=-owed", "/contracts/?unpaid=true"]
    return [*addresses.values(), *further, reverse("debts:classify", args=[other.pk])]


def test_no_page_shuts_anybody_out_nor_its_form_when_it_says_what_is_wrong(
    page, client, crowded, treasurer, district_officer
):
    sign_in(page, client, treasurer)
    committee = pages_of(client, treasurer, crowded)
    found, refused = {}, {}
    for address in committee:
        found |= faults_of(page, [address])
        if (faulty := faults_of_refused_form(page)) is not None:
            refused[address] = faulty
    others = pages_of(client, district_officer, {*crowded} - {*committee})
    sign_in(page, client, district_officer)
    found |= faults_of(page, [*others, reverse("consolidation:home")])

    assert (found, only_faulty(refused)) == ({}, {})
    assert len(refused) >= 20


def test_no_page_shuts_anybody_out_where_there_is_nothing_yet(page, client, addresses, outsider):
    lists = {addresses[name] for name in test_who_sees_what.LISTS}
    lists |= {f"{address}?q=ไม่มีใคร" for address in lists}
    sign_in(page, client, outsider)

    assert faults_of(page, pages_of(client, outsider, lists), "main") == {}


def test_the_pages_that_say_what_went_wrong_shut_nobody_out(page, client, addresses, outsider):
    found = faults_of(page, ["/sign-in/"])
    page.click("main button[type=submit]")
    found |= {"not signed in": faults(page)}
    sign_in(page, client, outsider)
    assert page.goto(addresses["consolidation:household"]).status == 404
    found["not there"] = faults(page)
    for template in ("400.html", "403.html", "403_csrf.html", "500.html", "503.html"):
        page.set_content(render_to_string(template))
        found[template] = faults(page)

    assert only_faulty(found) == {}


def test_whatever_has_the_focus_shows_it_by_a_line_of_three_pixels(
    page, client, crowded, treasurer
):
    sign_in(page, client, treasurer)
    page.goto("/households/?state=several")
    thin, seen = [], 0
    for _press in range(40):
        page.keyboard.press("Tab")
        seen += page.evaluate("document.activeElement !== document.body")
        thin += page.evaluate(
            """() => {
                const node = document.activeElement;
                const {outlineStyle, outlineWidth} = getComputedStyle(node);
                const shown = outlineStyle === "solid" && parseFloat(outlineWidth) >= 3;
                return shown || node === document.body ? [] : [node.outerHTML.slice(0, 80)];
            }"""
        )

    assert (thin, seen > 25) == ([], True)
