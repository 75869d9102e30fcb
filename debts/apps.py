from importlib import import_module

from django.apps import AppConfig


class DebtsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "debts"
    verbose_name = "หนี้รายกองทุน"

    def ready(self) -> None:
        """Load what pages are called, and what knows a way back (``members/undoing.py``)."""
        import_module("debts.pages_named")
        import_module("debts.journal_sums")
        import_module("debts.surveying")
        import_module("debts.dropping")
        import_module("debts.classifying")
        import_module("debts.stating")
        import_module("debts.ledger_totals")
        import_module("debts.withdrawing")
