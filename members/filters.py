"""What people look for among institutions. Unknown values are ignored."""

import django_filters
from django.db.models import Q, QuerySet

from members.models import Institution


class InstitutionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="ค้นหา", method="look_for")

    class Meta:
        model = Institution
        fields: list[str] = []

    def look_for(self, institutions: QuerySet, name: str, text: str) -> QuerySet:
        """By its name, its code, or its tambon or district."""
        return institutions.filter(
            Q(name__icontains=text)
            | Q(code__startswith=text)
            | Q(subdistrict__name__icontains=text)
            | Q(subdistrict__parent__name__icontains=text)
        )
