"""From which address a request comes (``AXES_CLIENT_IP_CALLABLE``)."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

ONE_LINE = 64
"""Bits of an IPv6 address that name a line; the rest is chosen by whoever sits at it (RFC 4291)."""


def client_address(request: HttpRequest) -> str | None:
    """The address, for IPv6 that of the line; None where the machine tells none that can be read.

    Behind a proxy (BEHIND_HTTPS_PROXY) it is the last entry of X-Forwarded-For, which our own proxy
    has added; whatever stands before it anybody can write. Without one the header is not looked at.
    """
    told = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_HTTPS_PROXY:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or told
    try:
        address = ip_address(told.partition("%")[0])
    except ValueError:
        return None
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, ONE_LINE), strict=False).network_address)
