"""What every page's frame says."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def office(request: HttpRequest) -> dict[str, object]:
    """``office_name``: the offices the user holds, for the band on top of every page.

    Read when a page shows it: the pages that say what went wrong must open without a database.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"office_name": SimpleLazyObject(lambda: ", ".join(map(str, user.offices_in_force)))}
