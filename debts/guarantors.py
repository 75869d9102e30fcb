"""Whose name still stands under a loan: a guarantor with papers isn't struck out."""

from collections.abc import Iterator

from django.db.models import PROTECT, Q, QuerySet

from debts.models import Guarantor
from fundinst.errors import Refusal


def refusals_to_strike_out(guarantors: QuerySet[Guarantor]) -> Iterator[Refusal]:
    """Why these can't be taken off their loans: papers that were signed name them."""
    for one in guarantors.filter(_is_named()).select_related("loan").distinct().order_by("pk"):
        yield Refusal(
            "guarantor_on_paper",
            "",
            f"{one} มีหนังสือที่บันทึกไว้ในหน้า “เอกสารและวิธีทางกฎหมาย” แล้ว จึงเอาชื่อออกไม่ได้ ให้คงชื่อไว้ "
            "ถ้าไม่ได้ค้ำแล้ว ให้บันทึกหนังสือปลดผู้ค้ำประกัน",
        )


def _is_named() -> Q:
    """That a row of whatever kind points at the guarantor for good."""
    named = Q(pk=None)
    for relation in Guarantor._meta.related_objects:
        if relation.on_delete is PROTECT:
            named |= Q(**{f"{relation.field.related_query_name()}__isnull": False})
    return named
