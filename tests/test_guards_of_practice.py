"""Only what was begun as practice is practice: no setting and no detour makes a real row one."""

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction

from members.models import Institution, Village
from members.passing_over import ONLY_THE_REMOVER
from tests.builders import make_institution

pytestmark = pytest.mark.django_db


def refused_by(sql, *parameters) -> str:
    with (
        pytest.raises(IntegrityError) as stopped,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, parameters)
    return stopped.value.__cause__.diag.constraint_name


def test_a_real_institution_becomes_no_practice_not_even_for_the_owner(institution):
    with pgtrigger.ignore("members.Institution:institution_practice_stands"):
        guard = refused_by("UPDATE members_institution SET is_practice = true")

    assert guard == "institution_practice_stands"


FOUND = (
    "INSERT INTO members_institution (code, name, subdistrict_id, village_id, is_practice)"
    " VALUES ('99999999', 'x', '331206', %s, true)"
)


@pytest.mark.django_db(transaction=True)
def test_practice_has_a_village_of_its_own_made_with_it():
    institution = make_institution(moo=91)
    tambons = Village.objects.create(
        code="33120655", subdistrict_id="331206", moo=55, name="บ้านจริง"
    )

    assert refused_by(FOUND, tambons.pk) == "institution_practice_stands"
    assert refused_by(FOUND, None) == "institution_practice_stands"
    with transaction.atomic():
        with transaction.atomic():
            own = Village.objects.create(
                code="33120656", subdistrict_id="331206", moo=56, name="บ้านตัวอย่าง"
            )
        practice = Institution.objects.create(
            code="33120656", name="x", subdistrict_id="331206", village=own, is_practice=True
        )
    moved = "UPDATE members_institution SET village_id = %s WHERE id = %s"
    assert refused_by(moved, tambons.pk, practice.pk) == "institution_practice_stands"
    assert Institution.objects.get(is_practice=False) == institution


def test_who_may_pass_over_a_guard_is_asked_anew_after_every_migration(institution):
    """Each migration with a trigger writes the function as the package has it, for everybody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosrc FROM pg_proc WHERE oid = 'public._pgtrigger_should_ignore'::regproc"
        )
        (body,) = cursor.fetchone()

    assert body == ONLY_THE_REMOVER.split("$$")[1]
