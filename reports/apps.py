from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "รายงาน"

    def ready(self) -> None:
        """Load what pages are called (``members/page_names.py``), and the first page's figures."""
        import_module("reports.pages_named")
        import_module("reports.dashboard_pages")
        import_module("reports.kept_stages")
