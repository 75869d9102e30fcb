from typing import Any

from django.core.management.base import BaseCommand

from members.granting import grants_sql


class Command(BaseCommand):
    """Prints docs/grants.sql as it ought to stand: manage.py grants > docs/grants.sql."""

    help = "พิมพ์สิทธิ์ในฐานข้อมูลของโปรแกรม (docs/grants.sql)"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(grants_sql(), ending="")
