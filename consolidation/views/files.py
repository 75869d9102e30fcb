"""A list as the file that a browser saves."""

from tempfile import SpooledTemporaryFile

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from consolidation.exporting import FORMATS, ExportedList

SENT_WHOLE = 1024 * 1024  # bytes; a longer file lies on the disk while it is sent


def file_of(exported: ExportedList, file_format: str, *, name: str) -> HttpResponse | FileResponse:
    """The answer that saves the list as ``name``, in a format of ``FORMATS``."""
    made, full_name = FORMATS[file_format], f"{name}.{file_format}"
    file = SpooledTemporaryFile(SENT_WHOLE)  # noqa: SIM115 - the answer closes it once it is sent
    made.write(exported, file)
    size = file.tell()
    file.seek(0)
    if size > SENT_WHOLE:
        return FileResponse(
            file, as_attachment=True, filename=full_name, content_type=made.content_type
        )
    with file:
        answer = HttpResponse(file.read(), content_type=made.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, full_name)
    return answer
