"""Act: how large a user wants the letters (ขนาดตัวอักษร); kept for them, on whatever machine."""

from typing import Literal

from django.db import transaction

from members.models import User

SMALLEST, LARGEST = 90, 150
"""Per cent of the size a page is drawn for; the database holds the same bounds."""
STEP = 10

Wish = Literal["smaller", "larger"]


@transaction.atomic(durable=True)
def change_text_size(user: User, wish: Wish) -> User:
    """One step smaller or larger; at the end of the range it stays, which is no mistake.

    A matter of the reader's eyes and nobody's books: the history keeps it, the audit does not.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    wanted = user.text_size + (STEP if wish == "larger" else -STEP)
    user.text_size = min(max(wanted, SMALLEST), LARGEST)
    user.save(update_fields=["text_size"])
    return user
