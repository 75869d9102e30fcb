"""Commands that committees' helpers script: words or JSON out, one meaning of each exit status."""

import json
import sys
from abc import abstractmethod
from typing import Any

import pghistory
from django.core.management.base import BaseCommand, CommandParser

from fundinst.errors import Refused

REFUSED = 3


class ActCommand(BaseCommand):
    """Runs one act. Exit status 0: done; 3: refused with the reasons, nothing written.

    A subclass gives ``act(**options)``, which returns what happened as plain data, and
    ``words(result)``, the same for people. ``--json`` prints the data on standard output.
    """

    known: dict[str, Any] = {}
    """What was found out before a refusal: told beside its reasons."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="พิมพ์ผลเป็น JSON")

    @abstractmethod
    def act(self, **options: Any) -> dict[str, Any]:
        """Do it and say what happened."""

    @abstractmethod
    def words(self, result: dict[str, Any]) -> str:
        """What happened, for people."""

    def exit_status(self, result: dict[str, Any]) -> int:
        return 0

    def handle(self, *args: Any, **options: Any) -> None:
        command = type(self).__module__.rpartition(".")[2]
        try:
            with pghistory.context(command=command):
                result = self.act(**options)
        except Refused as refused:
            self._say_no(refused, as_json=options["json"])
        self.stdout.write(_json(result) if options["json"] else self.words(result))
        if status := self.exit_status(result):
            sys.exit(status)

    def _say_no(self, refused: Refused, *, as_json: bool) -> None:
        if as_json:
            reasons = [as_data(refusal) for refusal in refused.refusals]
            self.stdout.write(_json({**self.known, "refused": reasons}))
        self.stderr.write("ไม่ได้ทำ เพราะ")
        for refusal in refused.refusals:
            self.stderr.write(f"- {refusal}")
        sys.exit(REFUSED)


def as_data(refusal: Any) -> dict[str, str]:
    return {"code": refusal.code, "clause": refusal.clause, "sentence": refusal.sentence}


def _json(result: dict[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False, indent=2, default=str)
