from django.urls import reverse

from members.models import Institution
from members.tables import InstitutionTable


class GridInstitutionTable(InstitutionTable):
    """Institutions whose debtor grid can be opened."""

    def address(self, institution: Institution) -> str:
        return reverse("debts:grid", args=[institution.code])
