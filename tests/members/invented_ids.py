"""National IDs that nobody has: right by their check digit, of a district that doesn't exist."""

from stdnum.th import pin


def an_id(serial: int = 1) -> str:
    """The invented ID of that serial number, thirteen digits."""
    digits = f"89999{serial:07d}"
    return digits + pin.calc_check_digit(digits)
