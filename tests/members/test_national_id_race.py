"""Two people type the same national ID into two households at the same moment."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from fundinst.errors import Refused
from fundinst.names import split_name
from members.householding import add_person, people_version
from members.models import Person
from members.persons import StatedPerson
from tests.builders import make_household, make_institution, make_user
from tests.members.invented_ids import an_id

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_second_is_refused_and_one_person_has_it():
    institution = make_institution()
    actor = make_user("committee", institution=institution)
    homes = [make_household(institution, number) for number in ("1", "2")]
    ready, answers = Barrier(2), []

    def type_it(home, name) -> None:
        stated = StatedPerson(split_name(name), national_id=an_id(1))
        try:
            ready.wait()
            add_person(home, stated, seen=people_version([]), actor=actor)
            answers.append("added")
        except Refused as refused:
            answers.append(refused.refusals[0].code)
        finally:
            connection.close()

    names = ("นายกล้า ตัวแบบ", "นายเก่ง ตัวแบบ")
    threads = [Thread(target=type_it, args=pair) for pair in zip(homes, names, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["added", "id_taken"]
    assert Person.objects.exclude(national_id_hash="").count() == 1
