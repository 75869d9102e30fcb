"""The ground floor as an app: its checks, template tags and commands."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from fundinst import checks


class FundinstConfig(AppConfig):
    name = "fundinst"
    verbose_name = "สถาบันการจัดการเงินทุนชุมชน"

    def ready(self) -> None:
        register(checks.print_fonts, Tags.files)
        register(checks.postgres_version, Tags.database)
