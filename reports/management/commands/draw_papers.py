import sys
from typing import Any

from django.core.management.base import BaseCommand

from reports.rendering import draw_until_the_end


class Command(BaseCommand):
    """Started by ``reports/rendering.py`` alone: pages in, papers out, until its input ends."""

    help = "วาดเอกสาร PDF ทีละฉบับให้งานเบื้องหลัง (โปรแกรมเรียกใช้เอง)"
    requires_system_checks = ()
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        draw_until_the_end(sys.stdin.buffer, sys.stdout.buffer)
