"""What somebody types on a page and sends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.models import Household, Institution
from tests.crawling import Form

DAY = "15/8/2560"
TREASURER, OFFICER = "treasurer", "district_officer"
ADMINISTRATOR = "administrator"
UNSEEN = {"sent_key", "csrfmiddlewaretoken", "file"}


@dataclass(frozen=True)
class Press:
    """What somebody types on a page and sends."""

    page: str
    typed: Mapping[str, Any] = field(default_factory=dict)
    who: str = TREASURER
    files: Mapping[str, str] = field(default_factory=dict)

    def sent(self, form: Form) -> dict[str, Any]:
        """What the form sends, but for its key."""
        fields = {one: value for one, value in form.data.items() if one not in UNSEEN}
        return fields | self.typed

    def attached(self) -> dict[str, SimpleUploadedFile]:
        return {
            name: SimpleUploadedFile("a.csv", text.encode()) for name, text in self.files.items()
        }


def at(name: str, /, *args: Any, **query: Any) -> str:
    return reverse(name, args=args, query=query)


def homes_of(institution: Institution) -> dict[str, Household]:
    return {one.house_number: one for one in institution.households.all()}
