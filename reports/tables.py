import django_tables2 as tables
from django.db.models import Count, DecimalField, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from consolidation.models import Contract
from fundinst.money import format_baht
from members.models import Institution
from members.tables import InstitutionTable

NUMBER = {"td": {"class": "number"}}


class DistrictFormTable(InstitutionTable):
    """Institutions and what each one's form comes to."""

    caption = "แบบรายงานของแต่ละสถาบัน"

    contracts = tables.Column(verbose_name="ครัวเรือนที่ทำสัญญาเดียว", attrs=NUMBER, orderable=False)
    amount = tables.Column(verbose_name="วงเงินสัญญาใหม่ (บาท)", attrs=NUMBER, orderable=False)

    def address(self, institution: Institution) -> str:
        return reverse("reports:reports_of", args=[institution.code])

    def render_amount(self, record: Institution) -> str:
        return format_baht(record.amount)


def with_contracts(institutions: QuerySet[Institution]) -> QuerySet[Institution]:
    """Annotate ``contracts``, how many stand on the form today, and their ``amount`` in baht."""
    path = "household__institution"
    made = Contract.objects.filter(**{path: OuterRef("pk")})
    standing = made.exclude(status=Contract.Status.CANCELLED).order_by().values(path)
    number = standing.annotate(number=Count("pk")).values("number")
    amount = standing.annotate(sum=Sum("amount")).values("sum")
    baht = DecimalField(max_digits=18, decimal_places=2)
    return institutions.annotate(
        contracts=Coalesce(Subquery(number, output_field=IntegerField()), 0),
        amount=Coalesce(Subquery(amount, output_field=baht), 0, output_field=baht),
    )
