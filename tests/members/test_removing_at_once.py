"""A practice institution is removed while somebody is still at work in it."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from members.audit import record
from members.models import Household, Institution
from members.registering import create_institution
from members.removing import remove_practice
from tests.builders import make_areas, make_household, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_waits_for_an_act_under_way_and_neither_stops_the_other():
    make_areas()
    actor = make_user("department")
    institution = create_institution(
        subdistrict="331206",
        moo=97,
        name="บ้านตัวอย่าง",
        funds=[("kkj", "")],
        actor=actor,
        is_practice=True,
    )
    household = make_household(institution, "1")
    holds, failed = Event(), []

    def act() -> None:
        try:
            with transaction.atomic():
                Household.objects.locked().get(pk=household.pk)
                holds.set()
                removing.join(0.5)
                record("acted", household, "ทำ", actor=actor, institution=institution)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    def remove() -> None:
        try:
            holds.wait()
            remove_practice(institution, actor=actor)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    acting, removing = Thread(target=act), Thread(target=remove)
    removing.start()
    acting.start()
    acting.join()
    removing.join()

    assert failed == []
    assert not Institution.objects.filter(pk=institution.pk).exists()
