"""A page as a server gives it: through the project's WSGI application, and nothing else.

Django's test client would watch every template and copy the context of every part of a page, which
no server does.
"""

from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory

from members.models import User


class SignedIn:
    """Somebody's browser."""

    def __init__(self, username: str) -> None:
        client = Client()
        client.force_login(User.objects.get(username=username))
        self.cookie = "; ".join(f"{one.key}={one.value}" for one in client.cookies.values())
        self.serve = WSGIHandler()

    def get(self, address: str) -> int:
        """Read the page to its end; its status."""
        status: list[str] = []
        environment = RequestFactory(headers={"cookie": self.cookie}).get(address).environ
        answer = self.serve(environment, lambda line, _headers: status.append(line))
        for _part in answer:
            pass
        answer.close()
        return int(status[0].split()[0])
