"""Commands that committees' helpers script: words or JSON out, one meaning of each exit status."""

import json
import re
import sys
from abc import abstractmethod
from argparse import ArgumentTypeError
from datetime import date
from typing import Any, NoReturn

import pghistory
from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
    DjangoHelpFormatter,
)
from django.utils import timezone

from fundinst.errors import Refused

REFUSED = 3
WRONG_WORDS = 2

# What argparse says of wrong words, and what we say; the first that fits.
SAID = [
    (r"the following arguments are required: (.*)", r"ยังไม่ได้ใส่ \1"),
    (r"one of the arguments (.*) is required", r"ต้องใส่อย่างหนึ่งใน \1"),
    (r"unrecognized arguments: (.*)", r"ไม่รู้จัก \1"),
    (r"ambiguous option: (\S+) could match (.*)", r"\1 เป็นได้หลายอย่าง: \2"),
    (r"argument (\S+?): expected .*arguments?", r"\1 ต้องมีค่าตามหลัง"),
    (r"argument (\S+?): invalid int value: (.*)", r"\1 ต้องเป็นตัวเลข ไม่ใช่ \2"),
    (r"argument (\S+?): invalid choice: (.*?) \(choose from (.*)\)", r"\1 ไม่มีค่า \2 เลือกได้ \3"),
    (r"argument (\S+?): (.*)", r"\1 \2"),
]
HEADINGS = {"positional arguments": "ต้องใส่", "options": "ตัวเลือก"}


class ThaiHelp(DjangoHelpFormatter):
    """The usage and the headings of --help in Thai; what Django's own options say stays its own."""

    def add_usage(self, usage, actions, groups, prefix=None) -> None:
        super().add_usage(usage, actions, groups, prefix or "วิธีใช้: ")

    def start_section(self, heading) -> None:
        super().start_section(HEADINGS.get(heading, heading))


class ThaiParser(CommandParser):
    """Says in Thai what is wrong with the words of a command."""

    def error(self, message: str) -> NoReturn:
        """On a command line the usage and exit status 2; called by code, raises CommandError."""
        fitting = ((re.fullmatch(pattern, message), ours) for pattern, ours in SAID)
        sentence = next((found.expand(ours) for found, ours in fitting if found), message)
        if not self.called_from_command_line:
            raise CommandError(sentence, returncode=WRONG_WORDS)
        self.print_usage(sys.stderr)
        self.exit(WRONG_WORDS, f"คำสั่งไม่ถูกต้อง: {sentence}\n")


def a_day(typed: str) -> date:
    """A day on a command line, as 2017-06-30 (ISO 8601, ค.ศ.). Raises ArgumentTypeError."""
    try:
        return date.fromisoformat(typed)
    except ValueError as unreadable:
        raise ArgumentTypeError("วันที่ต้องเป็นแบบ 2017-06-30") from unreadable


def a_day_until_today(typed: str) -> date:
    """The day of something done: not still to come. Raises ArgumentTypeError."""
    day = a_day(typed)
    if day > timezone.localdate():
        raise ArgumentTypeError("วันที่นี้ยังมาไม่ถึง ให้ใส่วันนี้หรือวันที่ผ่านมาแล้ว")
    return day


class ActCommand(BaseCommand):
    """Runs one act. Exit status 0: done; 3: refused with the reasons, nothing written.

    A subclass gives ``act(**options)``, which returns what happened as plain data, and
    ``words(result)``, the same for people. ``--json`` prints the data on standard output.
    """

    known: dict[str, Any] = {}
    """What was found out before a refusal: told beside its reasons."""

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> ThaiParser:
        """Django's parser with all its arguments, in one that speaks Thai."""
        made = super().create_parser(prog_name, subcommand, add_help=False, **options)
        parser = ThaiParser(
            prog=made.prog,
            description=made.description,
            called_from_command_line=made.called_from_command_line,
            formatter_class=ThaiHelp,
            parents=[made],
            add_help=False,
        )
        parser.add_argument("-h", "--help", action="help", help="แสดงวิธีใช้")
        return parser

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
