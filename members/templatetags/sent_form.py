"""What every form says of itself, to stand beside ``{% csrf_token %}``."""

from uuid import uuid4

from django import template
from django.template import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from members.kept_forms import OPENED_IN
from members.other_office import office_to_tell
from members.sent_forms import FIELD

register = template.Library()


@register.simple_tag(takes_context=True)
def sent_form(context: Context) -> SafeString:
    """Hidden fields: a new key, so that the form, sent twice as it is, is done once
    (``members/sent_forms.py``); and in which of its user's several offices it was opened
    (``members/other_office.py``).
    """
    office = office_to_tell(getattr(context, "request", None))  # also inside an include … only
    said = [(FIELD, uuid4()), *([(OPENED_IN, office.pk)] if office else [])]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', said)
