"""Figures kept by place, and what the database writes down for them to be counted again.

Each trigger fires once a statement, after it, and adds a row an institution that the statement
touched; what is practised on is counted nowhere. A contract's parts are written with it, a
receipt's charges with the receipt: one row of the transaction is enough.
"""

import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

HOME = "JOIN members_household h ON h.id ="
CONTRACT = f"JOIN consolidation_contract t ON t.id = {{}} {HOME} t.household_id"
INSTITUTIONS = {
    "institution": "SELECT id FROM changed",
    "household": "SELECT institution_id FROM changed",
    # Most changes of a household (its address, who works on it) move no figure.
    "moved_household": """
        SELECT unnest(ARRAY[b.institution_id, c.institution_id])
          FROM changed c JOIN before b ON b.id = c.id
         WHERE (b.institution_id, b.is_removed) <> (c.institution_id, c.is_removed)""",
    "entry": f"""
        SELECT h.institution_id FROM changed c JOIN debts_loan l ON l.id = c.loan_id
          {HOME} l.household_id""",
    "transition": f"""
        SELECT h.institution_id FROM changed c JOIN consolidation_case k ON k.id = c.case_id
          {HOME} k.household_id""",
    "contract": f"SELECT h.institution_id FROM changed c {HOME} c.household_id",
    "of_contract": f"""
        SELECT h.institution_id FROM changed c {CONTRACT.format("c.contract_id")}""",
    "reversal": f"""
        SELECT h.institution_id FROM changed c
          JOIN consolidation_receipt r ON r.id = c.receipt_id
          {CONTRACT.format("r.contract_id")}""",
}
"""SQL: of which institutions the rows that a statement wrote (``changed``) are."""

WRITTEN = {
    "members_institution": {"INSERT": "institution", "UPDATE": "institution"},
    "members_household": {"INSERT": "household", "UPDATE": "moved_household"},
    "debts_journalentry": {"INSERT": "entry"},
    "consolidation_transition": {"INSERT": "transition"},
    "consolidation_contract": {"INSERT": "contract", "UPDATE": "contract"},
    "consolidation_agreedplan": {"INSERT": "of_contract"},
    "consolidation_receipt": {"INSERT": "of_contract"},
    "consolidation_receiptreversal": {"INSERT": "reversal"},
}
"""Whose rows an institution's figures are counted from."""


def functions():
    for of, institutions in INSTITUTIONS.items():
        yield f"""
            CREATE FUNCTION reports_figures_changed_by_{of}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO reports_figureschanged (institution_id)
                SELECT DISTINCT i.id FROM ({institutions}) found (institution)
                  JOIN members_institution i ON i.id = found.institution
                 WHERE NOT i.is_practice;
                RETURN NULL;
            END $$;
        """


def triggers():
    for table, operations in WRITTEN.items():
        for operation, of in operations.items():
            before = "OLD TABLE AS before" if of.startswith("moved") else ""
            yield f"""
                CREATE TRIGGER figures_changed_by_{operation.lower()} AFTER {operation} ON {table}
                REFERENCING NEW TABLE AS changed {before}
                FOR EACH STATEMENT EXECUTE FUNCTION reports_figures_changed_by_{of}();
            """


MAKE = "".join([*functions(), *triggers()])
DROP = "".join(
    [
        f"DROP TRIGGER figures_changed_by_{operation.lower()} ON {table};"
        for table, operations in WRITTEN.items()
        for operation in operations
    ]
    + [f"DROP FUNCTION reports_figures_changed_by_{of}();" for of in INSTITUTIONS]
)
ALL_THAT_ARE = """
    INSERT INTO reports_figureschanged (institution_id)
    SELECT id FROM members_institution WHERE NOT is_practice;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consolidation', '0017_months_and_waivers_hold_in_the_database'),
        ('debts', '0001_initial'),
        ('members', '0010_notices_of_areas'),
        ('reports', '0007_levels_certify_and_return'),
    ]

    operations = [
        migrations.CreateModel(
            name='FiguresChanged',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.institution', verbose_name='สถาบัน')),
            ],
            options={
                'verbose_name': 'ยอดที่ต้องนับใหม่',
                'verbose_name_plural': 'ยอดที่ต้องนับใหม่',
            },
        ),
        migrations.CreateModel(
            name='PlaceFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('figures', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='ยอด')),
                ('institutions', models.PositiveIntegerField(default=1, verbose_name='จำนวนสถาบัน')),
                ('counted_on', models.DateField(db_index=True, verbose_name='ข้อมูล ณ วันที่')),
                ('counted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='นับเมื่อ')),
                ('area', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='kept_figures', to='members.area', verbose_name='เขต')),
                ('institution', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='kept_figures', to='members.institution', verbose_name='สถาบัน')),
            ],
            options={
                'verbose_name': 'ยอดที่นับไว้',
                'verbose_name_plural': 'ยอดที่นับไว้',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('area__isnull', True), ('institution__isnull', False)), models.Q(('area__isnull', False), ('institution__isnull', True)), _connector='OR'), name='kept_figures_of_one_place')],
            },
        ),
        migrations.RunSQL(MAKE, DROP),
        migrations.RunSQL(ALL_THAT_ARE, migrations.RunSQL.noop),
    ]
