"""Thai telephone numbers as people write them."""

import re

from fundinst.thai import Unreadable, clean, to_arabic_digits

HOW_TO_TYPE = "ให้พิมพ์เบอร์เดียว เช่น 081-234-5678 หรือ 045-123-456"


def read_phone(text: str) -> str:
    """A number with its dashes: ๐๘๑ ๒๓๔๕๖๗๘ -> 081-234-5678; empty for nothing or a dash.

    Ten digits for a mobile telephone (06, 08, 09), nine for one in a house (02 to 05, 07), by the
    national numbering plan; +66 stands for the first 0. Raises Unreadable for anything else.
    """
    typed = to_arabic_digits(clean(text))
    digits = re.sub(r"[\s().-]", "", typed)
    if not digits:
        return ""
    digits = re.sub(r"^\+?66(?=[2-9][0-9]{7,8}$)", "0", digits)
    if re.fullmatch(r"0[689][0-9]{8}", digits):
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    if re.fullmatch(r"02[0-9]{7}", digits):
        return f"{digits[:2]}-{digits[2:5]}-{digits[5:]}"
    if re.fullmatch(r"0[3-57][0-9]{7}", digits):
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    raise Unreadable(f"อ่านเบอร์โทรศัพท์ “{typed[:30]}” ไม่ออก {HOW_TO_TYPE}")
