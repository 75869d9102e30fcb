"""No national ID in a log line or on an error page, whoever wrote it there."""

import logging
from typing import Any

from django.views.debug import ExceptionReporter

from fundinst.id_numbers import mask_ids


class MaskIds(logging.Filter):
    """Masks every national ID in a line: in its message, its arguments, and its stack trace."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if (told := mask_ids(said)) != said:
            record.msg, record.args = told, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = mask_ids(logging.Formatter().formatException(record.exc_info))
        if record.stack_info:
            record.stack_info = mask_ids(record.stack_info)
        return True


class MaskedReporter(ExceptionReporter):
    """Django's page for developers (DEBUG=1) and its mail, with every national ID masked."""

    def get_traceback_html(self) -> str:
        return mask_ids(super().get_traceback_html())

    def get_traceback_text(self) -> str:
        return mask_ids(super().get_traceback_text())

    def get_traceback_data(self) -> dict[str, Any]:
        data = super().get_traceback_data()
        return data | {"exception_value": mask_ids(str(data.get("exception_value", "")))}
