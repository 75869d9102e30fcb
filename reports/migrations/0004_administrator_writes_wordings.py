"""The administrator writes the wordings of papers (members/access.py)."""

from django.db import migrations

ROLE, GRANTED = "administrator", "add_wording"


def grant(apps, schema_editor):
    """Django makes its own permission only after all migrations: it is made here, in its words."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    about, _made = ContentType.objects.get_or_create(app_label="reports", model="wording")
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=about, codename=GRANTED, defaults={"name": "Can add ถ้อยคำของเอกสาร"}
    )
    apps.get_model("auth", "Group").objects.get(name=ROLE).permissions.add(permission)


def take_back(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.get(name=ROLE)
    group.permissions.remove(*group.permissions.filter(codename=GRANTED))


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_papers_by_subject_and_code")]
    operations = [migrations.RunPython(grant, take_back)]
