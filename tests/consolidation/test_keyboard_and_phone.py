import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from consolidation.models import Contract
from tests.builders import SIGNED, make_contract, make_household, make_loan, make_person
from tests.consolidation.submitted import make_approved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 640}


@pytest.fixture
def opened(chromium, live_server, client, treasurer):
    """A browser that the treasurer has signed in to."""
    client.force_login(treasurer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    contexts = []

    def open_page(**options):
        context = chromium.new_context(base_url=live_server.url, **options)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def passed(household, treasurer, district_officer):
    """The household, which the district let pass."""
    make_approved(household, treasurer, district_officer)
    return household


def tab_to(page, selector):
    """Press Tab until that element has the focus, as somebody without a mouse does."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def test_a_household_is_merged_by_keyboard_alone(opened, passed, savings_group):
    page = opened()
    page.goto(f"/households/{passed.pk}/")

    tab_to(page, ".task a[href$='/merge/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/merge/")
    tab_to(page, "input[name=loans]")
    tab_to(page, "input[name=into]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "input[name=borrower]")
    tab_to(page, "input[name=on]")
    page.keyboard.press("Control+a")
    page.keyboard.type("๓๑/๗/๒๕๖๐")
    tab_to(page, "input[name=resolution]")
    page.keyboard.type("มติ 4/2560")
    tab_to(page, "button[value=check]")
    page.keyboard.press("Enter")
    page.wait_for_selector("button[value=confirm]")
    tab_to(page, "button[value=confirm]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contracts/*/")

    contract = Contract.objects.get()
    assert (contract.fund, contract.amount) == (savings_group, 13200)
    assert (contract.opened_on, contract.resolution) == (SIGNED, "มติ 4/2560")
    assert page.locator("h1").inner_text() == "สัญญา กอพ. 1/2560"


def test_what_is_missing_takes_the_focus_and_leads_to_its_field(opened, passed):
    page = opened()
    page.goto(f"/households/{passed.pk}/merge/")

    page.click("button[value=check]")
    page.wait_for_selector(".notice-error")
    focused = page.evaluate("document.activeElement.className")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert focused == "notice notice-error"
    assert page.evaluate("location.hash") == "#div_id_into"
    assert page.evaluate("document.querySelector(location.hash) !== null") is True


@pytest.fixture
def addresses(passed, institution, village_fund, savings_group, treasurer):
    """Every page of this app, with long names and large amounts on it."""
    other = make_household(institution, "1234/567")
    make_person(other, "นางสาวเพ็ญประภาศรีสมมติ นามสกุลทดลองที่ยาวมากเป็นพิเศษ")
    for fund in (village_fund, savings_group):
        make_loan(other, fund, "987654.25", penalty=1, fee=1, number="กทบ. ๑๒๓๔๕/๒๕๕๙")
    contract = make_contract(other, village_fund, treasurer)
    unselected = make_household(institution, "9")
    make_loan(unselected, village_fund)
    return [
        "/",
        "/households/",
        f"/households/{passed.pk}/",
        f"/households/{other.pk}/",
        f"/households/{unselected.pk}/select/",
        f"/households/{passed.pk}/merge/",
        "/contracts/",
        f"/contracts/{contract.pk}/",
        f"/contracts/{contract.pk}/undo/",
        f"/transfers/{contract.transfers.get().pk}/pay/",
    ]


def wider_than_the_window(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def accessibility_faults(page):
    return [fault["id"] for fault in Axe().run(page).response["violations"]]


def test_no_page_scrolls_sideways_on_a_phone_or_shuts_anybody_out(opened, addresses):
    page = opened(viewport=PHONE)
    faults = {}
    for address in addresses:
        page.goto(address)
        faults[address] = (wider_than_the_window(page), accessibility_faults(page))

    assert faults == dict.fromkeys(addresses, (False, []))


def test_the_check_of_a_contract_fits_a_phone_too(opened, passed):
    page = opened(viewport=PHONE)
    page.goto(f"/households/{passed.pk}/merge/")
    page.check("input[name=into] >> nth=0")
    page.click("button[value=check]")
    page.wait_for_selector("button[value=confirm]")

    assert (wider_than_the_window(page), accessibility_faults(page)) == (False, [])
    assert Contract.objects.count() == 0


def test_two_presses_on_confirm_make_one_contract(opened, passed):
    page = opened()
    page.goto(f"/households/{passed.pk}/merge/")
    page.check("input[name=into] >> nth=0")
    page.click("button[value=check]")
    page.wait_for_selector("button[value=confirm]")

    page.dblclick("button[value=confirm]")
    page.wait_for_load_state("networkidle")

    assert Contract.objects.count() == 1
    assert Contract.objects.get().household == passed
