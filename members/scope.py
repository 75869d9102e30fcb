"""Which rows may this person see: the one door to every row (``visible_to``)."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from members.models import User


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to an institution.

    The model says where its institution is: ``institution_path``, a lookup path, empty for the
    institution itself; and with ``area_path`` where the area is of a row that belongs to none.
    """

    def visible_to(self, user: "User") -> Self:
        """Rows within the user's offices in force today; none without an office.

        Committee staff see their institution, officers their district or province, department and
        administrator the country. What is outside is treated as not there (404). What a committee
        practises on is seen by nobody above it, and stands in no report.
        """
        return self._within(user.offices_in_force)

    def run_by(self, user: "User") -> Self:
        """Rows of the institutions on whose committee the user is: the ones they may change."""
        return self._within([office for office in user.offices_in_force if office.institution_id])

    def under(self, user: "User", roles: Collection[str]) -> Self:
        """Rows within those of the user's offices in force that are of one of these roles."""
        return self._within([office for office in user.offices_in_force if office.role in roles])

    def _within(self, offices) -> Self:
        path = self.model.institution_path
        practice = f"{path}__is_practice" if path else "is_practice"
        institution, area = (
            (path, f"{path}__subdistrict__code__startswith")
            if path
            else ("pk", "subdistrict__code__startswith")
        )
        scope = Q(pk__in=[])
        for office in offices:
            if office.institution_id:
                scope |= Q(**{institution: office.institution_id})
            elif office.area_id:
                # A subdistrict's code begins with its district's and its province's.
                scope |= Q(**{area: office.area_id, practice: False}) | self._of_area(office)
            else:
                scope |= Q(**{practice: False}) | self._of_no_institution(path)
        return self.filter(scope)

    def _of_area(self, office) -> Q:
        """Rows of the office's own area, or of one within it; never of one above it."""
        path = getattr(self.model, "area_path", "")
        return Q(**{f"{path}__code__startswith": office.area_id}) if path else Q(pk__in=[])

    @staticmethod
    def _of_no_institution(path: str) -> Q:
        """Rows of the country itself, where the way to an institution may be empty."""
        return Q(**{f"{path}__isnull": True}) if path else Q(pk__in=[])


class AreaQuerySet(models.QuerySet):
    """Rows that an area keeps for everybody in it (``area``): they tell of nobody."""

    def visible_to(self, user: "User") -> Self:
        """Rows of the areas within the user's offices in force, and of those these lie in."""
        seen = Q(pk__in=[])
        for office in user.offices_in_force:
            code = office.institution.subdistrict_id if office.institution_id else office.area_id
            if not code:
                return self.all()
            seen |= Q(area__code__startswith=code) | Q(area__in=[code[:2], code[:4], code])
        return self.filter(seen)


class InForceQuerySet(ScopedQuerySet):
    """Rows with a beginning and, maybe, an end (terms, offices)."""

    def in_force(self, on: date) -> Self:
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on), started_on__lte=on)
