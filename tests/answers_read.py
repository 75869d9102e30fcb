"""All that an answer says, to the eye or to a program: page, file, headers, messages."""

import io
import re
import shutil
import subprocess
from email.header import decode_header, make_header
from urllib.parse import unquote

from django.contrib.messages import get_messages
from django.http import HttpResponse
from openpyxl import load_workbook
from pypdf import PdfReader

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDFTOTEXT = shutil.which("pdftotext")
LENGTH = "Content-Length"  # of the whole, which is looked at itself
# New with every answer: the keys of forms, the policy's nonce, the minute a file was made in.
NEW_EACH_TIME = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[A-Za-z0-9]{64}\b"
    r"|(?<=nonce=\")[^\"]+|(?<='nonce-)[^']+|\b\d\d:\d\d น\."
)


def said(answer: HttpResponse) -> str:
    """The body as text, then each header, then what the next page will tell of this."""
    content = b"".join(answer) if answer.streaming else answer.content
    headers = [f"{name}: {_unpacked(value)}" for name, value in answer.items() if name != LENGTH]
    messages = [str(message) for message in get_messages(answer.wsgi_request)]
    return "\n".join([_text(answer.get("Content-Type", ""), content), *headers, *messages])


def without_keys(text: str) -> str:
    """The same for two answers that say the same."""
    return NEW_EACH_TIME.sub("…", text)


def _text(kind: str, content: bytes) -> str:
    if kind.startswith(WORKBOOK):
        book = load_workbook(io.BytesIO(content), read_only=True)
        rows = [[sheet.title, *row] for sheet in book for row in sheet.iter_rows(values_only=True)]
        return "\n".join("\t".join(map(str, row)) for row in rows)
    if kind.startswith("application/pdf"):
        if PDFTOTEXT:  # ten times as fast
            read = subprocess.run(
                [PDFTOTEXT, "-", "-"], input=content, capture_output=True, check=True
            )
            return read.stdout.decode()
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8-sig")


def _unpacked(header: str) -> str:
    r"""A header as it was before it was packed for the way: %E0…, =?utf-8?…, \u0e01."""
    text = unquote(str(make_header(decode_header(header))))
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)
