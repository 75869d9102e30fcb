"""Act: whether the review page listens to single keys (ปุ่มลัด); kept for the user.

Single keys must be able to be switched off (WCAG 2.2, 2.1.4): a voice that dictates presses them.
"""

from django.db import transaction

from members.models import User


@transaction.atomic(durable=True)
def set_review_keys(user: User, *, on: bool) -> User:
    """Nobody's books: the history keeps it, the audit does not."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    user.review_keys = on
    user.save(update_fields=["review_keys"])
    return user
