from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from fundinst.middleware import NoStoreMiddleware


@pytest.mark.parametrize(
    ("signed_in", "header"), [(True, "no-store, private"), (False, "max-age=60")]
)
def test_what_a_signed_in_person_saw_is_not_kept(signed_in: bool, header: str) -> None:
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(is_authenticated=signed_in)

    page = NoStoreMiddleware(lambda _: HttpResponse(headers={"Cache-Control": "max-age=60"}))

    assert page(request)["Cache-Control"] == header
