"""What of a net payment was paid, and what is left: by the slips that count, in baht."""

from collections.abc import Iterable
from decimal import Decimal

from consolidation.models import NetPayment, PaymentSlip
from consolidation.open_instalments import NOTHING


def paid_by(slips: Iterable[PaymentSlip]) -> Decimal:
    """The sum of the slips; those taken back count for nothing."""
    return sum((one.amount for one in slips if not hasattr(one, "reversal")), NOTHING)


def paid_of(payment: NetPayment) -> Decimal:
    """What was paid of it; for many payments at once have ``slips__reversal`` prefetched."""
    return paid_by(payment.slips.all())


def left_of(payment: NetPayment) -> Decimal:
    """What is still to be paid of it."""
    return payment.amount - paid_of(payment)
