"""A contract keeps the rule that it was made under, whatever is written later for earlier days."""

from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from consolidation.charging import claims_of
from consolidation.guarantee_rules import warnings_of_number
from consolidation.models import Contract
from fundinst.errors import Refused
from members.joining import take_back_rule, write_rule
from members.models import AuditEntry
from members.rule_terms import Terms
from tests.builders import make_rule
from tests.consolidation.repaid import RULE, make_repayable, stands

pytestmark = pytest.mark.django_db

LATE = date(2019, 1, 31)
DEARER = Terms(
    date(2017, 7, 1),
    rate_percent=Decimal(6),
    default_percent=Decimal(15),
    term_months=36,
    guarantors=2,
)
"""In force a month before the contract's day."""


def asked(contract):
    """What may be asked of a late payer, and what the form begins with."""
    return [(one.kind, one.most, one.proposed) for one in claims_of(stands(contract, LATE))]


def test_a_rule_written_later_for_an_earlier_day_changes_nothing_of_a_contract(
    savings_group, treasurer
):
    contract = make_repayable(savings_group, treasurer)
    before = asked(contract)

    later = write_rule(savings_group, DEARER, actor=treasurer)

    contract = Contract.objects.get(pk=contract.pk)
    assert before == asked(contract) == [("default_interest", Decimal("378.08"), Decimal(0))]
    assert [*warnings_of_number(contract)] == []
    assert contract.rule != later == savings_group.rule_on(contract.opened_on)


def test_a_contract_made_without_a_rule_keeps_none(savings_group, treasurer):
    make_rule(savings_group, **{**RULE, "effective_on": date(2018, 1, 1)})
    contract = make_repayable(savings_group, treasurer)

    write_rule(savings_group, DEARER, actor=treasurer)

    contract = Contract.objects.get(pk=contract.pk)
    assert (contract.rule, [*warnings_of_number(contract)]) == (None, [])


def test_a_rule_that_a_contract_keeps_is_not_taken_back(savings_group, treasurer):
    rule = write_rule(savings_group, DEARER, actor=treasurer)
    entry = AuditEntry.objects.get(act="rule_written")
    contract = make_repayable(savings_group, treasurer)

    with pytest.raises(Refused) as stopped, transaction.atomic():
        take_back_rule(entry, treasurer)

    assert [one.code for one in stopped.value.refusals] == ["fund_in_use"]
    assert Contract.objects.get(pk=contract.pk).rule == rule


ANOTHER = """INSERT INTO consolidation_contract
    (household_id, case_id, case_status_before, fund_id, rule_id, borrower_id, year, number,
     principal, carried, resolution, opened_on, status, closed_on, closing_reason)
    SELECT household_id, case_id, 'selected', fund_id, {rule}, borrower_id, 2560, 9, 1, 0,
           '', '2017-08-01', 'closed', '2017-08-01', '' FROM consolidation_contract"""


@pytest.mark.parametrize("whose", ["of another fund", "of a later day"])
def test_the_database_takes_no_rule_of_another_fund_or_of_a_later_day(
    whose, savings_group, village_fund, treasurer
):
    make_repayable(savings_group, treasurer)
    other = {
        "of another fund": {"fund": village_fund},
        "of a later day": {"fund": savings_group, "effective_on": date(2017, 8, 2)},
    }
    rule = make_rule(**other[whose], rate_percent=6)

    with pytest.raises(IntegrityError) as stopped, transaction.atomic():
        run(ANOTHER.format(rule=rule.pk))

    refused_by = stopped.value.__cause__.diag.constraint_name
    assert refused_by == "contract_rule_is_of_its_fund_and_day"


def test_the_database_lets_nobody_give_a_contract_another_rule(savings_group, treasurer):
    make_repayable(savings_group, treasurer)

    with pytest.raises(IntegrityError) as stopped, transaction.atomic():
        run("UPDATE consolidation_contract SET rule_id = NULL")

    assert stopped.value.__cause__.diag.constraint_name == "contract_terms_stand"


def test_older_contracts_are_given_the_rule_of_their_day(savings_group, treasurer):
    contract = make_repayable(savings_group, treasurer)
    run(
        "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;"
        "SET LOCAL pgtrigger.ignore = '{pgtrigger_contract_terms_stand_88b60}';"
        "UPDATE consolidation_contract SET rule_id = NULL; SET LOCAL pgtrigger.ignore = ''"
    )

    run(import_module("consolidation.migrations.0023_rules_of_older_contracts").FILL)

    assert Contract.objects.get(pk=contract.pk).rule == savings_group.rules.get()


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
