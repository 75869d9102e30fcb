"""Who may have a volume made, and who may take its files."""

import pytest

from tests.reports.made import made_file

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "shown", "sent"),
    [
        ("treasurer", 200, 302),
        ("district_officer", 200, 302),
        ("outsider", 404, 404),
        ("other_district_officer", 404, 404),
    ],
)
def test_whoever_has_the_place_in_scope_and_nobody_else(
    request, client, institution, treasurer, who, shown, sent
):
    file = made_file(institution, treasurer)
    page = f"/reports/register/{institution.code}/volume/"
    client.force_login(request.getfixturevalue(who))

    assert client.get(page).status_code == shown
    assert client.get(f"/reports/made/{file.pk}/").status_code == shown
    assert client.post(page).status_code == sent


def test_a_kind_that_is_not_of_the_level_has_no_volume(client, institution, treasurer):
    client.force_login(treasurer)

    assert client.get(f"/reports/province-pack/{institution.code}/volume/").status_code == 404
