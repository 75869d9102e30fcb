"""After a step the case in hand says what the transition's trigger has written in the database."""

from datetime import timedelta

import pytest
from django.db import transaction

from consolidation.cases import move, move_back, open_case
from consolidation.models import Case
from tests.builders import SIGNED

pytestmark = pytest.mark.django_db
S = Case.Status


def test_the_case_in_hand_stands_where_the_database_says(
    household, treasurer, django_assert_num_queries
):
    def as_written():
        return Case.objects.values_list("status", "closed_on").get(pk=case.pk)

    ended = SIGNED + timedelta(days=9)
    case = open_case(household, on=SIGNED, actor=treasurer, document="มติ 1/2560")
    assert (case.status, case.closed_on) == as_written() == (S.SELECTED, None)

    with transaction.atomic(), django_assert_num_queries(1):
        move(case, S.NEGOTIATING, on=SIGNED, actor=treasurer, document="บันทึก")
    assert (case.status, case.closed_on) == as_written() == (S.NEGOTIATING, None)
    move(case, S.AGREED, on=SIGNED, actor=treasurer, document="บันทึก")
    move_back(case, S.NEGOTIATING, on=SIGNED, actor=treasurer, reason="กดผิด")
    assert (case.status, case.closed_on) == as_written() == (S.NEGOTIATING, None)
    move(case, S.WITHDRAWN, on=ended, actor=treasurer, reason="ไม่ประสงค์ต่อ")
    assert (case.status, case.closed_on) == as_written() == (S.WITHDRAWN, ended)
