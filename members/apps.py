from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from members.passing_over import leave_guards_to_the_remover


class MembersConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "members"
    verbose_name = "สมาชิกและกองทุน"

    def ready(self) -> None:
        """Load what pages are called, and what knows a way back (``members/undoing.py``)."""
        past = import_module("members.past")  # needs the models, which are loaded by now
        pre_migrate.connect(past.forget_views, sender=self)
        post_migrate.connect(leave_guards_to_the_remover, sender=self)
        post_migrate.connect(past.make_views, sender=self)
        import_module("members.pages_named")
        import_module("members.householding")
        import_module("members.budgeting")
        import_module("members.village_figures")
        import_module("members.saving_filters")
        import_module("members.joining")
        import_module("members.unseating")
