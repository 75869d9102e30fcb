#!/usr/bin/env python
"""Django's own entry; it also starts the embedded PostgreSQL for commands that need one."""

import os
import signal
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from fundinst import postgres

NO_DATABASE = {
    *["check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help"],
    *["makemessages", "startapp", "version", "--version", "--help", "-h"],
}


def needs_database(arguments: list[str]) -> bool:
    """Whether the command on the line reads or writes the database."""
    if not arguments or {"--help", "-h"} & set(arguments):
        return False
    return arguments[0] not in NO_DATABASE or "--database" in arguments


def main() -> None:
    """Run the command; a wrong setting or a database that won't start ends in one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fundinst.settings")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        if settings.EMBEDDED_POSTGRES and needs_database(sys.argv[1:]):
            postgres.ensure_running()
    except (ImproperlyConfigured, postgres.NotStarted) as wrong:
        sys.exit(str(wrong))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
