"""The roles as groups, each with what it may do: the list for people to read in the database.

The same table stands in members/access.py, which is what is asked; a test compares the two. A
change of it there is a further migration here. It stands in the app that comes last, because a role
is permitted things of every app.

Content types and permissions are made here: Django makes its own only after all migrations. Going
back takes the groups away and leaves permissions and content types, which are Django's own too.
"""

from django.db import migrations

READ = {"members.view_household", "reports.view_report"}
COMMITTEE = READ | {
    "members.change_household",
    "members.change_fund",
    "members.change_committeemember",
    "members.view_accessentry",
    "debts.add_register",
    "debts.change_loan",
    "debts.add_classification",
    "consolidation.add_contract",
    "consolidation.change_contract",
    "consolidation.add_registration",
}
ROLES = {
    "committee": COMMITTEE,
    "district": READ
    | {
        "members.add_institution",
        "members.add_office",
        "members.view_accessentry",
        "consolidation.add_review",
    },
    "province": READ | {"members.add_office"},
    "department": READ,
    "administrator": READ | {"members.add_institution", "members.add_office"},
}


def make_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for role, granted in ROLES.items():
        group, _made = Group.objects.get_or_create(name=role)
        group.permissions.set([permission(apps, name) for name in sorted(granted)])


def permission(apps, name):
    """The permission of that name, made in Django's own words when it isn't there yet."""
    app, codename = name.split(".")
    action, model = codename.split("_")
    ContentType = apps.get_model("contenttypes", "ContentType")
    about, _made = ContentType.objects.get_or_create(app_label=app, model=model)
    found, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=about, codename=codename, defaults={"name": f"Can {action} {model}"}
    )
    return found


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("members", "0001_initial"),
        ("debts", "0002_initial"),
        ("consolidation", "0002_initial"),
    ]
    operations = [migrations.RunPython(make_roles, remove_roles)]
