from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "รายงาน"

    def ready(self) -> None:
        """Load what this app tells the others: names of pages, figures, what was printed."""
        import_module("reports.pages_named")
        import_module("reports.dashboard_pages")
        import_module("reports.kept_stages")
        import_module("reports.printed_notices")
