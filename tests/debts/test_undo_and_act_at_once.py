"""An undo and an act at the same moment: whoever comes second sees what the first one did."""

from decimal import Decimal
from threading import Thread

import pytest
from django.db import connection, transaction

from debts.ledger_totals import state_ledger_total
from debts.models import LedgerTotal
from fundinst.errors import Refused
from members.joining import held
from members.models import AuditEntry
from members.undoing import undo_entry
from tests.builders import AS_OF

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_total_that_is_being_stated_anew_is_not_put_back(institution, village_fund, treasurer):
    account, said = village_fund.accounts.get(), []
    state_ledger_total(account, on=AS_OF, total=Decimal(500), actor=treasurer)
    entry = AuditEntry.objects.latest("pk")

    def undo() -> None:
        try:
            undo_entry(entry, actor=treasurer)
        except Refused as refused:
            said.extend(refusal.code for refusal in refused.refusals)
        finally:
            connection.close()

    thread = Thread(target=undo)
    with transaction.atomic():  # somebody states another total, and is not through yet
        held(institution)
        thread.start()
        thread.join(0.5)
        LedgerTotal.objects.update(total=600)
    thread.join()

    assert said == ["total_changed"]
    assert LedgerTotal.objects.get().total == 600
