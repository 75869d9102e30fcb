import pytest
from django.utils.html import strip_tags

from tests.builders import make_household

URL = "/households/"

pytestmark = pytest.mark.django_db


def rows(response):
    """What the list says, row by row, as text."""
    table = response.context["table"]
    return [
        [" ".join(strip_tags(str(cell)).split()) for cell in row.cells] for row in table.page.object_list
    ]


@pytest.fixture
def village(institution, household, village_fund, savings_group):
    """Beside 32/1: one household owing one fund, one owing nothing, one without a house number."""
    second = make_household(institution, "๙")
    return second


def test_a_household_is_a_row(client, treasurer, household):
    client.force_login(treasurer)
    response = client.get(URL)
    print(response.content.decode())
    assert rows(response) == [[]]
