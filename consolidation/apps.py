from importlib import import_module

from django.apps import AppConfig


class ConsolidationConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "consolidation"
    verbose_name = "หนึ่งครัวเรือนหนึ่งสัญญา"

    def ready(self) -> None:
        """Load the acts that know a way back (``members/undoing.py``)."""
        import_module("consolidation.selecting")
        import_module("consolidation.answering")
