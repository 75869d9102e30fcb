"""Raw SQL against every guard of guarantors, signatures and notices."""

from datetime import timedelta

import pytest
from django.db import connection

from consolidation.defaulting import mark_default
from consolidation.guaranteeing import release_guarantor
from consolidation.guarantor_notices import tell_guarantor
from tests.builders import SIGNED, make_contract, make_household, make_person
from tests.consolidation.repaid import FIRST, make_repayable
from tests.consolidation.signed import sign_all, stand
from tests.consolidation.test_guards import refused_by

pytestmark = pytest.mark.django_db

LATER = FIRST + timedelta(days=20)
ANYBODY = "(SELECT min(id) FROM members_user)"


@pytest.fixture
def contract(household, village_fund, savings_group, treasurer, other_institution):
    """Signed by everybody; one guarantor told of a default, one let go; another contract beside."""
    make_person(make_household(other_institution), "นายไกล ต่างถิ่น")
    other = make_repayable(savings_group, treasurer)
    stand(other, treasurer, "นางอื่น ค้ำอื่น")
    made = make_contract(household, village_fund, treasurer)
    stands = stand(made, treasurer)
    gone = stand(made, treasurer, "นางก่อน ค้ำไว้")
    sign_all(made, treasurer)
    stand(made, treasurer, "นางใหม่ ยังไม่ลง")
    release_guarantor(gone, on=LATER, reason="ย้ายบ้าน", actor=treasurer)
    tell_guarantor(stands, [FIRST], sent_on=LATER, proof="EMS", actor=treasurer)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return made


LAST = "(SELECT max(id) FROM consolidation_contract)"
STANDS = "(SELECT id FROM consolidation_contractguarantor WHERE name = 'นายค้ำ มั่นคง')"
GONE = "(SELECT id FROM consolidation_contractguarantor WHERE name = 'นางก่อน ค้ำไว้')"
UNSIGNED = "(SELECT id FROM consolidation_contractguarantor WHERE name = 'นางใหม่ ยังไม่ลง')"
OF_ANOTHER = "(SELECT id FROM consolidation_contractguarantor WHERE name = 'นางอื่น ค้ำอื่น')"
STRANGER = "(SELECT id FROM members_person WHERE full_name = 'นายไกล ต่างถิ่น')"
OLD_FUND = "(SELECT id FROM members_fund WHERE kind = 'kkj' ORDER BY id LIMIT 1)"
OTHER = "(SELECT min(id) FROM consolidation_contract)"
WITNESSED = "(SELECT id FROM consolidation_signature WHERE name = 'นายเห็น พยานดี' LIMIT 1)"
NO_CREDITOR = "(SELECT max(id) FROM members_fund)"


def row(table, columns):
    return f"""INSERT INTO consolidation_{table} ({", ".join(columns)})
        VALUES ({", ".join(map(str, columns.values()))})"""


def guarantee(**values):
    columns = {"contract_id": LAST, "name": "'ก ข'", "most": 1, "until": "'2030-01-01'"}
    columns |= {"actor_id": ANYBODY, "released_because": "''", **values}
    return row("contractguarantor", columns)


def signature(**values):
    columns = {"contract_id": LAST, "part": "'witness'", "name": "'ก ข'", "kind": "'signed'"}
    columns |= {"thumb_witnesses": "''", '"on"': "'2017-08-01'", "actor_id": ANYBODY, **values}
    return row("signature", columns)


def back(**values):
    """The first witness's signature, taken back."""
    columns = {"name": "'นายเห็น พยานดี'", "takes_back_id": WITNESSED, "because": "'x'"}
    return signature(**{**columns, '"on"': f"'{SIGNED}'", **values})


def notice(**values):
    columns = {"guarantor_id": STANDS, "default_on": "'2019-07-31'", "sent_on": "'2019-08-31'"}
    columns |= {"proof": "'x'", "actor_id": ANYBODY, **values}
    return row("guarantornotice", columns)


WHERE_GONE = f"WHERE id = {GONE}"
GUARDS = {
    "guarantee_never_deleted": "DELETE FROM consolidation_contractguarantor",
    "guarantee_never_deleted (truncate)": "TRUNCATE consolidation_contractguarantor CASCADE",
    "guarantee_stands": "UPDATE consolidation_contractguarantor SET most = most + 1",
    "guarantee_stands (until)": "UPDATE consolidation_contractguarantor SET until = '2031-01-01'",
    "guarantor_once_a_contract": guarantee(name="'นายค้ำ มั่นคง'"),
    "guarantee_has_a_most": guarantee(most=0),
    "guarantee_has_a_most (no number)": guarantee(most="'NaN'"),
    "guarantee_released_with_a_reason": guarantee(released_on="'2018-01-01'"),
    "guarantee_released_with_a_reason (a reason alone)": guarantee(released_because="'x'"),
    "guarantee_released_with_a_reason (taken away)": (
        f"UPDATE consolidation_contractguarantor SET released_because = '' {WHERE_GONE}"
    ),
    "guarantee_ends_after_the_contract_begins": guarantee(until="'2017-07-31'"),
    "guarantee_ends_after_the_contract_begins (a stranger)": guarantee(person_id=STRANGER),
    "signature_append_only": "UPDATE consolidation_signature SET name = 'x'",
    "signature_append_only (delete)": "DELETE FROM consolidation_signature",
    "signature_append_only (truncate)": "TRUNCATE consolidation_signature",
    "signature_once_a_part_and_name": signature(name="'นายเห็น พยานดี'"),
    "signature_once_a_part_and_name (for a fund)": f"""
        INSERT INTO consolidation_signature
            (contract_id, part, name, kind, thumb_witnesses, fund_id, "on", actor_id)
        SELECT contract_id, part, name, kind, thumb_witnesses, fund_id, "on", {ANYBODY}
          FROM consolidation_signature WHERE part = 'creditor' LIMIT 1""",
    "signature_once_a_part_and_name (for a guarantor)": signature(
        part="'guarantor'", name="'อื่น ไป'", guarantor_id=STANDS
    ),
    "signature_taken_back_with_a_reason": back(because="NULL"),
    "signature_taken_back_with_a_reason (empty)": back(because="''"),
    "signature_taken_back_with_a_reason (a reason alone)": signature(because="'x'"),
    "signature_takes_back_its_contracts": back(name="'คนอื่น จริง'"),
    "signature_takes_back_its_contracts (of another contract)": back(contract_id=OTHER),
    "signature_part_is_known": signature(part="'bogus'"),
    "signature_part_is_known (nobody)": signature(name="''"),
    "signature_of_a_guarantor_names_it": signature(part="'guarantor'"),
    "signature_of_a_guarantor_names_it (of a witness)": signature(guarantor_id=UNSIGNED),
    "signature_of_a_creditor_names_its_fund": signature(part="'creditor'"),
    "signature_of_a_creditor_names_its_fund (of a witness)": signature(fund_id=OLD_FUND),
    "signature_thumb_has_witnesses": signature(kind="'thumb'"),
    "signature_thumb_has_witnesses (none needed)": signature(thumb_witnesses="'x'"),
    "signature_of_its_contract": signature(part="'guarantor'", guarantor_id=OF_ANOTHER),
    "signature_of_its_contract (a fund without a loan)": signature(
        part="'creditor'", fund_id=NO_CREDITOR
    ),
    "guarantor_notice_append_only": "UPDATE consolidation_guarantornotice SET proof = 'y'",
    "guarantor_notice_append_only (delete)": "DELETE FROM consolidation_guarantornotice",
    "guarantor_notice_append_only (truncate)": "TRUNCATE consolidation_guarantornotice",
    "notice_once_a_default": notice(default_on="'2018-07-31'"),
    "notice_after_the_default": notice(sent_on="'2019-07-31'"),
    "notice_after_the_default (without a proof)": notice(proof="''"),
}


def test_the_database_refuses_in_the_name_of_each_guard(contract):
    assert {guard: refused_by(sql) for guard, sql in GUARDS.items()} == {
        guard: guard.partition(" (")[0] for guard in GUARDS
    }


def test_a_signature_is_taken_back_once_and_a_taking_back_never(contract):
    with connection.cursor() as cursor:
        cursor.execute(back())
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    assert refused_by(back()) == "consolidation_signature_takes_back_id_key"
    the_back = "(SELECT id FROM consolidation_signature WHERE takes_back_id IS NOT NULL)"
    assert refused_by(back(takes_back_id=the_back)) == "signature_takes_back_its_contracts"


STEP = """INSERT INTO consolidation_transition
    (case_id, from_status, to_status, "on", reason, document, actor_id)
    SELECT case_id, '{start}', '{end}', '2018-08-20', '', '', {who}
      FROM consolidation_contract WHERE id = {last}"""


@pytest.mark.parametrize("end", ["reduced", "agreed", "withdrawn", "selected"])
def test_from_a_default_no_other_step_is_taken(contract, treasurer, end):
    mark_default(contract, on=LATER, reason="ค้าง", actor=treasurer)
    sql = STEP.format(start="defaulted", end=end, who=ANYBODY, last=LAST)

    assert refused_by(sql) == "transition_is_a_step_of_the_road"
