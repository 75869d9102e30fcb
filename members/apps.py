from importlib import import_module

from django.apps import AppConfig


class MembersConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "members"
    verbose_name = "สมาชิกและกองทุน"

    def ready(self) -> None:
        """Load the acts that know a way back (``members/undoing.py``)."""
        import_module("members.householding")
        import_module("members.budgeting")
        import_module("members.village_figures")
        import_module("members.saving_filters")
        import_module("members.joining")
        import_module("members.unseating")
