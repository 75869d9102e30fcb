"""The picture by which a certified paper is checked."""

import segno
from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def qr(address: str) -> SafeString:
    """{{ certificate.address|qr }}: the address as a QR code, in lines that paper and page draw."""
    picture = segno.make(address, error="m", micro=False)
    drawn = picture.svg_inline(
        omitsize=True, border=2, svgclass="qr", lineclass=None, title="รูป QR สำหรับตรวจรายงาน"
    )
    return mark_safe(drawn)
