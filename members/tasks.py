"""What a worker does by itself, every hour."""

from django.db import connections
from django.utils import timezone
from procrastinate.contrib.django import app

from members.sent_forms import KEPT_FOR, forget_sent_forms


@app.periodic(cron="40 * * * *")
@app.task(name="forget_sent_forms")
def forget_old_answers(timestamp: int) -> int:
    """Forget the answers to forms that nobody sends again; how many there were."""
    try:
        return forget_sent_forms(before=timezone.now() - KEPT_FOR)
    finally:
        connections.close_all()  # this thread's own
