"""What a long register says, kept beside its file: read once, looked at page by page and recorded.

Packed in the interpreter's own format, which can name any class; here it may name those of a
reading alone, and a reading of another shape than today's counts as not kept.
"""

import hashlib
import io
import pickle
import zlib
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from debts.registers import ReadRegister, RegisterRow, TablePlace, UnreadableCell
from debts.registers.columns import Meaning
from fundinst.names import Name

_RECORDS = (ReadRegister, RegisterRow, UnreadableCell, TablePlace, Name)
_KNOWN = {(one.__module__, one.__qualname__): one for one in (*_RECORDS, Meaning, Decimal, date)}
_SHAPE = hashlib.sha256(
    repr([(one.__qualname__, [field.name for field in fields(one)]) for one in _RECORDS]).encode()
).digest()


def packed(read: ReadRegister) -> bytes:
    """The reading as it is kept."""
    return _SHAPE + zlib.compress(pickle.dumps(read, pickle.HIGHEST_PROTOCOL), 1)


def unpacked(kept: bytes | memoryview | None) -> ReadRegister | None:
    """The reading that ``packed`` gave; None when there is none, or one of another shape.

    Raises ``pickle.UnpicklingError`` for what names anything else than a reading is made of.
    """
    if not is_kept(kept):
        return None
    read = _Unpickler(io.BytesIO(zlib.decompress(kept[len(_SHAPE) :]))).load()
    return read if isinstance(read, ReadRegister) else None


def is_kept(kept: bytes | memoryview | None) -> bool:
    """Whether that is a reading as today's are."""
    return kept is not None and bytes(kept[: len(_SHAPE)]) == _SHAPE


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _KNOWN:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a reading")
        return _KNOWN[module, name]
