"""How a report and its place stand in an address."""

from members.addresses import INSTITUTION_CODE
from reports.kinds import BY_SLUG


class PlaceCode:
    """A path converter: an institution's code, or a province's (two digits), a district's (four).

    Anything else is no address of ours, and never reaches the database.
    """

    regex = f"{INSTITUTION_CODE}|[0-9]{{4}}|[0-9]{{2}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class KindSlug(PlaceCode):
    """A path converter: the reports that there are."""

    regex = "|".join(BY_SLUG)
