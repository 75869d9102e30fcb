"""How an institution stands in an address."""

INSTITUTION_CODE = "[0-9]{8}|[0-9]{6}"


class InstitutionCode:
    """A path converter: eight digits (a village's institution) or six (a tambon's).

    Anything else is no address of ours, and never reaches the database.
    """

    regex = INSTITUTION_CODE

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
