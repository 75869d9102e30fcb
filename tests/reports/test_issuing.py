"""Issuing papers: their numbers, and the file that stays as it was handed out."""

from hashlib import sha256
from io import StringIO

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from consolidation.models import ContractGuarantor
from debts.models import Guarantor
from fundinst.errors import Refused
from members.models import AccessEntry, AuditEntry
from reports.issuing import issue, version_seen
from reports.keeping import file_of
from reports.models import IssuedPaper
from reports.paper_kinds import BY_SLUG
from tests.builders import make_rule
from tests.consolidation.repaying import FIRST, LAST, contract, make_repaid
from tests.reports.papers import lines_by_pdftotext, without_spaces

__all__ = ["contract"]

pytestmark = pytest.mark.django_db

CONTRACT = BY_SLUG["contract"]


def text_of(issued: IssuedPaper) -> str:
    return without_spaces("".join(lines_by_pdftotext(file_of(issued))))


def missing(issued: IssuedPaper, *sentences: str) -> list[str]:
    """Those of the sentences that don't stand there."""
    paper = text_of(issued)
    return [one for one in sentences if without_spaces(one) not in paper]


def test_a_paper_is_kept_as_it_was_handed_out_whatever_changes_later(
    contract, village_fund, treasurer
):
    issued = issue(CONTRACT, contract, on=FIRST, actor=treasurer)
    content = file_of(issued)
    make_rule(village_fund, rate_percent=12, guarantors=0, effective_on=FIRST)
    contract.borrower.full_name = "นางเปลี่ยน ชื่อแล้ว"
    contract.borrower.save()

    kept = IssuedPaper.objects.get(pk=issued.pk)
    further = issue(CONTRACT, contract, on=FIRST, actor=treasurer)

    assert (file_of(kept), kept.sha256) == (content, sha256(content).hexdigest())
    assert (further.number, further.year) == (2, 2566)
    assert missing(further, "นางเปลี่ยน ชื่อแล้ว") == []
    assert missing(kept, "นางทองใบ แบบอย่าง") == []


def test_no_file_lies_in_plain_letters_and_new_keys_open_it_as_it_was(
    contract, treasurer, settings
):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.NATIONAL_ID_KEYS = [old]
    issued = issue(CONTRACT, contract, on=FIRST, actor=treasurer)
    content = file_of(issued)
    settings.NATIONAL_ID_KEYS = [new, old]
    call_command("rotate_national_id_key", "--json", stdout=StringIO())

    settings.NATIONAL_ID_KEYS = [new]
    kept = IssuedPaper.objects.get(pk=issued.pk)
    assert content.startswith(b"%PDF") and b"PDF" not in bytes(kept.content)[:100]
    assert file_of(kept) == content
    settings.NATIONAL_ID_KEYS = [old]
    with pytest.raises(InvalidToken):
        file_of(kept)


def test_told_twice_it_is_issued_once(contract, treasurer):
    first = issue(CONTRACT, contract, on=FIRST, actor=treasurer)
    again = issue(CONTRACT, contract, on=LAST, actor=treasurer)

    assert again == first
    assert IssuedPaper.objects.count() == 1
    entry = AuditEntry.objects.get(act="paper_issued")
    assert entry.sentence == "ออกหนังสือสัญญา เลขที่ 1/2566"


def test_its_foot_names_its_number_its_wording_and_its_figures(contract, treasurer):
    issued = issue(CONTRACT, contract, on=FIRST, actor=treasurer)

    code = (issued.code or "").translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    figures = f"{code[:4]}-{code[4:8]}-{code[8:]}"
    assert (
        missing(
            issued,
            "เอกสารออกเลขที่ ๑/๒๕๖๖ · เมื่อ ๑ มีนาคม ๒๕๖๖",
            "ถ้อยคำฉบับที่ ๐ มากับระบบ",
            f"รหัสตรวจ {figures}",
        )
        == []
    )
    assert len(code) == 12
    assert "ร่าง" not in text_of(issued)
    assert len(file_of(issued)) < 150_000


def test_numbers_run_by_institution_kind_and_year(
    contract, institution, village_fund, savings_group, treasurer
):
    other = make_repaid(institution, village_fund, savings_group, treasurer, number="78")
    agreement = BY_SLUG["agreement"]

    issued = [
        issue(CONTRACT, contract, on=FIRST, actor=treasurer),
        issue(CONTRACT, other, on=FIRST, actor=treasurer),
        issue(agreement, other.case, on=FIRST, actor=treasurer),
        issue(agreement, contract.case, on=LAST, actor=treasurer),
    ]

    assert [(one.number, one.year) for one in issued] == [
        (1, 2566),
        (2, 2566),
        (1, 2566),
        (1, 2568),
    ]


def test_who_looked_at_an_older_page_is_told_that_it_was_issued_meanwhile(contract, treasurer):
    seen = version_seen(CONTRACT, contract)
    issue(CONTRACT, contract, on=FIRST, seen=seen, actor=treasurer)
    contract.borrower.full_name = "นางเปลี่ยน ชื่อแล้ว"
    contract.borrower.save()

    with pytest.raises(Refused) as stopped:
        issue(CONTRACT, contract, on=FIRST, seen=seen, actor=treasurer)

    assert [refusal.code for refusal in stopped.value.refusals] == ["changed_meanwhile"]
    assert IssuedPaper.objects.count() == 1


def refused_by_the_database(sql: str, *values: object) -> str:
    with pytest.raises(IntegrityError) as stopped, transaction.atomic(), connection.cursor() as to:
        to.execute(sql, values)
    return stopped.value.__cause__.diag.constraint_name


COPY = """
    INSERT INTO reports_issuedpaper (chain_place, institution_id, kind, household_id, contract_id,
        year, number, file_name, content, sha256, kept_sha256, wording, issued_on, actor_id)
    SELECT 0, institution_id, kind, {household}, contract_id, year, {number}, file_name, {content},
           sha256, kept_sha256, wording, issued_on, actor_id FROM reports_issuedpaper WHERE id = %s
"""


def copied(issued, household="household_id", number="number + 1", content="content") -> str:
    sql = COPY.format(household=household, number=number, content=content)
    return refused_by_the_database(sql, issued.pk)


def test_the_database_keeps_issued_papers_whole_and_numbered(
    contract, other_institution, treasurer
):
    issued = issue(CONTRACT, contract, on=FIRST, actor=treasurer)
    stranger = other_institution.households.create(house_number="9")

    assert copied(issued, content="'x'::bytea") == "issued_is_what_its_digest_says"
    assert copied(issued, number="number + 2") == "issued_numbers_without_gap"
    assert copied(issued, household=str(stranger.pk)) == "issued_within_its_institution"
    without_key = COPY.format(household="household_id", number="number + 1", content="content")
    at_once = f"{without_key}; SET CONSTRAINTS ALL IMMEDIATE"
    assert refused_by_the_database(at_once, issued.pk) == "issued_has_its_key"
    taken = "DELETE FROM reports_paperkey WHERE paper_id = %s"
    assert refused_by_the_database(taken, issued.pk) == "paper_key_never_deleted"
    other = "UPDATE reports_paperkey SET paper_id = paper_id + 1 WHERE paper_id = %s"
    assert refused_by_the_database(other, issued.pk) == "paper_key_stands"
    change = "UPDATE reports_issuedpaper SET content = 'x' WHERE id = %s"
    assert refused_by_the_database(change, issued.pk) == "issued_append_only"
    gone = "DELETE FROM reports_issuedpaper WHERE id = %s"
    assert refused_by_the_database(gone, issued.pk) == "issued_append_only"


@pytest.fixture
def address(client, treasurer, contract):
    client.force_login(treasurer)
    return f"/reports/papers/contract/{contract.pk}/"


def test_a_paper_is_looked_at_then_issued_then_the_same_file(client, address, contract):
    page = client.get(address).content.decode()
    draft = client.get(f"{address}draft.pdf")
    assert "ออกเอกสาร</button>" in page and "นางทองใบ แบบอย่าง" in page
    assert "ร่าง" in "".join(lines_by_pdftotext(draft.content))
    assert client.get(f"/reports/contracts/{contract.pk}/contract.pdf").url == address

    client.post(address, {"seen": "none"})
    issued = IssuedPaper.objects.get()
    files = [
        client.get(f"/reports/issued/{issued.pk}.pdf").content,
        client.get(f"/reports/contracts/{contract.pk}/contract.pdf").content,
    ]

    assert files == [file_of(issued)] * 2
    page = client.get(address).content.decode()
    assert "ออกเอกสาร</button>" not in page and "พิมพ์ฉบับที่ออกแล้ว" in page
    traces = AccessEntry.objects.filter(household=contract.household, kind="exported")
    assert traces.count() == 3


def test_another_village_finds_neither_paper_nor_file_and_an_officer_only_reads(
    client, address, contract, treasurer, outsider, district_officer
):
    issued = issue(CONTRACT, contract, on=FIRST, actor=treasurer)
    addresses = [
        address,
        f"{address}draft.pdf",
        f"/reports/issued/{issued.pk}.pdf",
        f"/reports/households/{contract.household_id}/papers/",
        f"/reports/issued/of/{contract.household.institution.code}/",
    ]

    client.force_login(outsider)
    assert [client.get(one).status_code for one in addresses] == [404] * 5
    assert client.post(address, {"seen": "none"}).status_code == 404
    client.force_login(district_officer)
    assert [client.get(one).status_code for one in addresses] == [200] * 5
    assert client.post(address, {"seen": "none"}).status_code == 403
    assert IssuedPaper.objects.count() == 1


def test_a_paper_in_the_hand_is_found_by_its_figures_or_number(client, contract, treasurer):
    issued = issue(CONTRACT, contract, on=FIRST, actor=treasurer)
    client.force_login(treasurer)
    listed = f"/reports/issued/of/{contract.household.institution.code}/"
    code = issued.code or ""

    def found(typed: str) -> bool:
        return (
            f"/reports/issued/{issued.pk}.pdf" in client.get(listed, {"q": typed}).content.decode()
        )

    asked = [code, f"{code[:4]}-{code[4:8]}-{code[8:]}", "1/2566", "๑/๒๕๖๖", "2", "ข"]
    assert [found(typed) for typed in asked] == [True, True, True, True, False, False]


def test_a_households_papers_stand_step_by_step(client, contract, treasurer):
    loan = contract.parts.first().loan
    Guarantor.objects.create(loan=loan, name="นายเดิม ค้ำไว้")
    ContractGuarantor.objects.create(
        contract=contract, name="นางใหม่ ค้ำต่อ", most=35000, until=LAST, actor=treasurer
    )
    client.force_login(treasurer)
    address = f"/reports/households/{contract.household_id}/papers/"

    def slugs() -> list[str]:
        page = client.get(address).content.decode()
        return [kind for kind in BY_SLUG if f"/reports/papers/{kind}/" in page]

    novation = ["confirmation", "balance", "agreement", "contract", "guarantee", "release"]
    overdue = ["default-notice"]  # by now the plan is long over
    assert slugs() == [*novation[:5], *overdue, *novation[5:]]


def test_what_is_not_yet_says_why_and_offers_no_button(client, contract, treasurer):
    client.force_login(treasurer)

    page = client.get(f"/reports/papers/closing-letter/{contract.pk}/").content.decode()

    assert "สัญญานี้ยังไม่ปิด" in page and "ออกเอกสาร</button>" not in page
    assert client.get("/reports/papers/none-such/1/").status_code == 404
