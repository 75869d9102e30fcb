"""The address that papers bear (ที่อยู่เว็บไซต์): it has to lead here for years, from any telephone."""

from django.conf import settings
from django.http import HttpRequest


def public_address(request: HttpRequest, path: str = "/") -> str:
    """The whole address of a path (https://…) of the installation, however it was reached now.

    Where the setting ``PUBLIC_ADDRESS`` names none, as on a laptop, it is the request's own.
    """
    if settings.PUBLIC_ADDRESS:
        return f"{settings.PUBLIC_ADDRESS}{path}"
    return request.build_absolute_uri(path)
