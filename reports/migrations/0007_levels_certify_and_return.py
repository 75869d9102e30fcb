"""Each level certifies its own report, the one above returns it, provinces close (access.py)."""

from django.db import migrations

GRANTED = {
    "committee": ["reports.add_certifiedreport"],
    "district": ["reports.add_certifiedreport", "reports.add_reportreturn"],
    "province": [
        "reports.add_certifiedreport",
        "reports.add_reportreturn",
        "consolidation.add_periodclosing",
    ],
    "department": ["reports.add_reportreturn"],
}
WORDS = {
    "certifiedreport": "รายงานที่รับรองแล้ว",
    "reportreturn": "การส่งรายงานกลับ",
    "periodclosing": "การปิดงวดรายงาน",
}


def grant(apps, schema_editor):
    for group, permission in pairs(apps):
        group.permissions.add(permission)


def take_back(apps, schema_editor):
    for group, permission in pairs(apps):
        group.permissions.remove(permission)


def pairs(apps):
    """Django makes its own permissions only after all migrations: made here, in its words."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    for role, names in GRANTED.items():
        group = apps.get_model("auth", "Group").objects.get(name=role)
        for name in names:
            app, codename = name.split(".")
            model = codename.removeprefix("add_")
            about, _made = ContentType.objects.get_or_create(app_label=app, model=model)
            permission, _made = Permission.objects.get_or_create(
                content_type=about,
                codename=codename,
                defaults={"name": f"Can add {WORDS[model]}"},
            )
            yield group, permission


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_certified_reports")]
    operations = [migrations.RunPython(grant, take_back)]
