"""Who founds institutions, and one that was founded a moment ago."""

import pytest

from members.models import Institution, User
from members.registering import create_institution
from tests.builders import make_areas, make_user


@pytest.fixture
def founder(db) -> User:
    """The officer of a district that has no institution yet."""
    make_areas()
    return make_user("district", area="3312")


@pytest.fixture
def quick_passwords(settings) -> None:
    """Passwords are checked quickly: signing in is not what takes a test its time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def new(founder) -> Institution:
    """A place, and nothing else yet."""
    return create_institution(
        subdistrict="331206", moo=3, name="บ้านหนองใหม่", funds=[], funds_later=True, actor=founder
    )
