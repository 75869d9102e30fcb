from importlib import import_module

from django.apps import AppConfig

from members.holding import register_lock


class ConsolidationConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "consolidation"
    verbose_name = "หนึ่งครัวเรือนหนึ่งสัญญา"

    def ready(self) -> None:
        """Load the acts that know a way back (``members/undoing.py``), what pages are called, and
        what holds households.
        """
        import_module("consolidation.pages_named")
        import_module("consolidation.last_steps")
        import_module("consolidation.selecting")
        import_module("consolidation.answering")
        import_module("consolidation.taking_out")
        register_lock(import_module("consolidation.locking").locked_among)
