"""What the frame of every page says of the person who is signed in."""

from django.http import HttpRequest


def office(request: HttpRequest) -> dict[str, str]:
    """``office_name``: the offices the user holds today, as one line; empty before signing in."""
    if not request.user.is_authenticated:
        return {"office_name": ""}
    return {"office_name": " · ".join(map(str, request.user.offices_in_force))}
