"""A certified report's file, read from the database piece by piece: nobody holds a whole volume."""

from collections.abc import Iterator

from django.db.models import BinaryField, F, Func, IntegerField, Value

from reports.models import ReportFile

PIECE = 1_000_000
"""Bytes of a piece."""


def size_of(file: ReportFile) -> int:
    """In bytes, without reading them."""
    length = Func(F("content"), function="octet_length", output_field=IntegerField())
    found = ReportFile.objects.filter(pk=file.pk).values_list(length)
    return int(found.get()[0])


def pieces_of(file: ReportFile) -> Iterator[bytes]:
    """The file as it was certified, byte by byte, from its beginning."""
    for start in range(1, size_of(file) + 1, PIECE):
        piece = Func(
            F("content"),
            Value(start),
            Value(PIECE),
            function="substring",
            output_field=BinaryField(),
        )
        yield bytes(ReportFile.objects.filter(pk=file.pk).values_list(piece).get()[0])
