"""Every form has a key against being done twice, and something that catches it when it is stale.

The forms are those on the pages that each role reaches; the addresses come from the URL
configuration, and one that is not in a list here fails the test.
"""

import pytest
from django.urls import reverse

from consolidation.models import (
    AgreedPlan,
    Contract,
    MonthClosing,
    Receipt,
    Signature,
    Submission,
)
from consolidation.practising import begin_practice
from debts.models import Loan
from members.models import Institution, Office
from members.practice_mode import PRACTISING
from members.registering import create_institution
from members.seating import seat_on_committee
from tests.builders import SIGNED
from tests.crawling import Crawled, crawl
from tests.filled import filled
from tests.test_who_sees_what import names

pytestmark = pytest.mark.django_db

__all__ = ["filled"]


def of(app: str, words: str) -> set[str]:
    return {f"{app}:{name}" for name in words.split()}


# The page carries the version of what it shows (members/versions.py); of two writers the second
# sees both values and chooses.
VERSION = of(
    "consolidation",
    "confirm criteria criteria_set expense expense_new expense_remove figure_remove head house"
    " income income_new income_remove person person_new",
)
VERSION |= of("debts", "class_scheme classify doubts grid loan_details")
VERSION |= of("consolidation", "negotiate")
VERSION |= of("members", "filter_rename found_committee found_funds fund_take_out name_correct")
VERSION |= of("members", "rule_add seat_add seat_correct term_end user_code")
VERSION |= of("consolidation", "netting_answer netting_net slip_new") | of("members", "fund_cash")
VERSION |= of("reports", "certify_report period_close period_open")
VERSION |= of("reports", "paper wording_edit") | of("consolidation", "holder holders")
# What the page showed is sent along and compared under the lock: a sum; rows to be left out.
EXPECTED = {"consolidation:merge": "expected", "debts:record": "left_out"}
EXPECTED |= {"consolidation:due_day": "due"}
# What would be replaced is shown first; that page carries its version.
SHOWN_FIRST = of("consolidation", "figure figure_new figure_table receive")
# A further row: nothing that is there changes. Names, days and numbers that are taken are refused.
ADDS = of("debts", "register_new") | of(
    "consolidation", "registration registration_home"
)  # own key
ADDS |= of("members", "account_add filter_keep found found_user fund_add office_new")
ADDS |= of("members", "user_new")
ADDS |= of("consolidation", "guarantors guarantor_tell signatures")
ADDS |= of("consolidation", "papers_in") | of("debts", "acknowledgments")
# A step along a road: the act asks under its lock whether it can still be taken.
STEP = of("consolidation", "approve_clean consent_back correct pay practice practice_remove review")
STEP |= of("consolidation", "contract_close receipt_reverse select targets undo withdraw")
STEP |= of("consolidation", "household_out contract_reopen netting_cancel netting_of slip_reverse")
STEP |= of("debts", "discard read_register") | of("reports", "report_return volume")
ADDS |= of("debts", "rate")
SHOWN_FIRST |= of("consolidation", "terms terms_back")
STEP |= of("consolidation", "month_close month_open")
STEP |= of("consolidation", "default_step guarantor_release signature_back")
STEP |= of("members", "filter_remove job_cancel office_end undo user_close user_second_step")
# One's own, and nobody else's.
OWN = of("consolidation", "practice_leave review_keys")
OWN |= of("members", "notice_open notices_read own_password second_step second_step_off")
OWN |= of("members", "second_step_papers switch_office text_size")
# Sent by a script of the grid, with a row's own key and turn, the versions of the grid's boxes, or
# the name of a block that was just pasted.
BY_SCRIPT = of("debts", "grid_drop grid_row grid_unpaste ledger_totals")
# Nobody has signed in yet, or any more: there is nothing of theirs to be done twice.
AT_THE_DOOR = of("members", "keep kept_send second_step_code sign_in sign_out")
WRITES = VERSION | {*EXPECTED} | SHOWN_FIRST | ADDS | STEP | OWN | BY_SCRIPT | AT_THE_DOOR
READS = of(
    "consolidation",
    "answers_next confirm_next contract contract_list contract_list_file home household"
    " household_list household_list_file matrix matrix_file papers people receipt"
    " registration_papers registration_sent review_next reviews reviews_of start submission"
    " targets_home village",
)
READS |= of("consolidation", "afford letter_list") | of("debts", "nearly_barred payoff")
READS |= of("consolidation", "arrears arrears_file fund_account netting slip")
READS |= of("consolidation", "contract_default default_list guarantor_list")
READS |= of("debts", "class_households class_summary classify_next grid_home register")
READS |= of("consolidation", "month months")
READS |= of("debts", "register_errors register_list register_template")
READS |= of(
    "members", "access_log changes code_paper filter_list found_check fund_list job job_list kept"
)
READS |= of("members", "notices stay user user_history users")
READS |= of("reports", "district_form district_form_file index survey_form_file")
READS |= of("reports", "closing_letter_file contract_file receipt_file repayment_card_file")
READS |= of(
    "reports", "receipts_of_day_file household_papers issued_file issued_papers paper_draft"
)
READS |= of("reports", "wording wording_file wording_list")
READS |= of("reports", "dashboard dashboards figure report report_file reports_of")
READS |= of("reports", "certified certified_file certified_reports made_file periods")
READS |= {"check", "check_code"}
# What the pages below don't show: scripts send these, or they stand before the sign-in.
ELSEWHERE = BY_SCRIPT | of("members", "keep kept_send second_step_code sign_in")
# While a batch of the funds is open, none is opened.
ELSEWHERE |= of("consolidation", "netting_of")
# While a draft too large for a village is still to be read.
ELSEWHERE |= of("debts", "read_register")
# Of a household that owes nothing; the one whose page is looked at does.
ELSEWHERE |= of("consolidation", "household_out")
# Once somebody's second step is on.
ELSEWHERE |= of("members", "second_step_off second_step_papers user_second_step")


def test_every_address_is_in_one_list():
    lists = [VERSION, {*EXPECTED}, SHOWN_FIRST, ADDS, STEP, OWN, BY_SCRIPT, AT_THE_DOOR, READS]

    assert sorted(name for one in lists for name in one) == names()


@pytest.fixture
def crawled(
    filled,
    client,
    treasurer,
    district_officer,
    province_officer,
    department,
    administrator,
    household,
) -> dict[str, Crawled]:
    """The pages of every role, and of who practises, founds, and holds two offices."""
    place = {"subdistrict": "331206", "scope": "village", "moo": "3", "name": "หนองใหม่"}
    new = create_institution(
        subdistrict="331206", moo=4, name="บ้านใหม่", funds=[], funds_later=True, actor=treasurer
    )
    seat_on_committee(new, position="chair", name="นายใหม่ สมมุติ", on=SIGNED, actor=treasurer)
    further = {
        treasurer: [
            check_of_merging(filled),
            check_of_selecting(filled),
            reverse("members:found_check", args=[filled.code]),
            reverse("debts:rate", args=[Loan.objects.get(rate_percent=18).pk]),
            *(reverse(f"consolidation:{name}", args=[pk]) for name, pk in papers_of(filled)),
            *new_contract(filled),
            *paid_contract(filled),
        ],
        district_officer: [
            reverse("members:found", query=place | {"step": "check"}),
            *(reverse(f"members:found_{step}", args=[new.code]) for step in ("funds", "committee")),
            reverse("members:found_user", args=[new.code]),
            reverse("consolidation:submission", args=[approved().pk]),
            closed_month(),
        ],
        province_officer: [],
        department: [],
        administrator: [],
    }
    found = {}
    for user, addresses in further.items():
        client.force_login(user)
        found[user.offices.get().role] = crawl(client, further=addresses)
    found["practising"] = practised(client, treasurer, filled)
    return found


def approved() -> Submission:
    return Submission.objects.get(case__household__house_number="43")


def papers_of(institution: Institution) -> list[tuple[str, int]]:
    """What a household signs, and takes back, before it is sent."""
    pk = institution.households.get(house_number="41").pk
    return [("confirm", pk), ("consent_back", pk), ("papers", pk)]


def new_contract(institution: Institution) -> list[str]:
    """Of a contract of which nothing is paid yet: its undo, and its transfer."""
    contract = Contract.objects.get(
        household__institution=institution, household__house_number="53"
    )
    transfer = contract.transfers.get()
    return [
        reverse("consolidation:undo", args=[contract.pk]),
        reverse("consolidation:pay", args=[transfer.pk]),
    ]


def closed_month() -> str:
    """The month that a fund closed, which the district opens again."""
    closed = MonthClosing.objects.get()
    return reverse("consolidation:month_open", args=[closed.fund_id, closed.month])


def paid_contract(institution: Institution) -> list[str]:
    """Of contracts that were paid on: where one is closed, and a receipt taken back."""
    receipt = Receipt.objects.filter(
        contract__household__institution=institution, contract__status=Contract.Status.OPEN
    ).latest("pk")
    return [
        reverse("consolidation:receipt_reverse", args=[receipt.pk]),
        reverse("consolidation:contract_close", args=[receipt.contract_id]),
        *(
            reverse("consolidation:signature_back", args=[signature.pk])
            for signature in Signature.objects.filter(
                contract__household__institution=institution, takes_back=None
            ).order_by("pk")[:2]
        ),
        reverse("consolidation:terms_back", args=[newly_worded(institution)]),
        reverse("consolidation:contract_reopen", args=[last_of_a_closed_contract(institution)]),
    ]


def newly_worded(institution: Institution) -> int:
    """A contract whose terms were changed, by nobody's payment."""
    changed = AgreedPlan.objects.filter(
        contract__household__institution=institution, version__gt=1, receipt=None
    )
    return changed.latest("pk").contract_id


def last_of_a_closed_contract(institution: Institution) -> int:
    paid_off = {
        "contract__household__institution": institution,
        "contract__status": Contract.Status.CLOSED,
    }
    return Receipt.objects.filter(**paid_off).latest("pk").pk


def check_of_merging(institution: Institution) -> str:
    home = institution.households.get(house_number="43")
    chosen = {
        "loans": [*home.loans.values_list("pk", flat=True)],
        "into": home.loans.first().account.fund_id,
        "borrower": home.persons.get().pk,
        "on": "31/7/2560",
        "step": "check",
    }
    return reverse("consolidation:merge", args=[home.pk], query=chosen)


def check_of_selecting(institution: Institution) -> str:
    home = institution.households.get(house_number="40")
    reason = f"reason-{home.pk}"
    chosen = {"households": home.pk, "minutes_number": "2/2560", "on": "30/6/2560", reason: "จำเป็น"}
    return reverse(
        "consolidation:targets", args=[institution.code], query=chosen | {"step": "check"}
    )


def practised(client, user, institution) -> Crawled:
    """The few pages that only practice has, and what somebody with two offices sees beside it."""
    begin_practice(institution, on=SIGNED, actor=user)
    Office.objects.create(user=user, role="district", area_id="3312", started_on=SIGNED)
    client.force_login(user)
    found = crawl(client, most=1)
    session = client.session
    session[PRACTISING] = True
    session.save()
    practising = crawl(client, reverse("consolidation:practice_remove"), further=["/"], most=2)
    return Crawled(found.pages | practising.pages, found.forms + practising.forms)


def test_every_form_on_every_page_has_its_key_and_its_version(crawled):
    posted = [form for one in crawled.values() for form in one.forms if form.method == "post"]
    keyless = {
        (form.url_name, form.page)
        for form in posted
        if not {"sent_key", "csrfmiddlewaretoken"} <= form.names
    }
    unversioned = {
        (form.url_name, form.page)
        for form in posted
        if form.url_name in VERSION and not any("seen" in name for name in form.names)
    }
    unexpected = {
        (form.url_name, form.page)
        for form in posted
        if form.url_name == "consolidation:merge" and "expected" not in form.names
    }
    faulty = {
        address: status
        for one in crawled.values()
        for address, status in one.pages.items()
        if status not in (200, 302)
    }

    assert (keyless, unversioned, unexpected, faulty) == (set(), set(), set(), {})
    assert {form.url_name for form in posted} == WRITES - ELSEWHERE
