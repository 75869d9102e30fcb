"""The key of a form (``members/sent_forms.py``), to stand beside ``{% csrf_token %}``."""

from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from members.sent_forms import FIELD

register = template.Library()


@register.simple_tag
def sent_form() -> SafeString:
    """A hidden field with a new key: the form, sent twice as it is, is done once."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid4())
