"""The forms of netting between funds, from a fund's cash to the slip that pays."""

from consolidation.models import NetPayment, NettingBatch, PaymentSlip
from members.models import Institution
from tests.pressing.press import DAY, Press, at


def of_netting(institution: Institution) -> dict[str, Press]:
    batch = NettingBatch.objects.get(status=NettingBatch.Status.OPEN)
    fund = institution.funds.get(kind="village_fund")
    line = batch.lines.get(transfer__to_fund=fund)
    agreed = {f"agreed-{line.pk}": "on", f"reason-{line.pk}": "", "by": "นางอื่น", "on": DAY}
    signed = {"amount": "50", "on": DAY, "paid_by": "นายจ่าย", "received_by": "นางรับ"}
    slip, why = PaymentSlip.objects.get(), {"reason": "พิมพ์ผิด"}
    return {
        "consolidation:netting_answer": Press(
            at("consolidation:netting_answer", batch.pk, fund.pk), agreed
        ),
        "consolidation:netting_net": Press(at("consolidation:netting", batch.pk)),
        "consolidation:netting_cancel": Press(at("consolidation:netting_cancel", batch.pk), why),
        "consolidation:slip_new": Press(
            at("consolidation:slip_new", NetPayment.objects.get().pk), signed
        ),
        "consolidation:slip_reverse": Press(at("consolidation:slip_reverse", slip.pk), why),
        "members:fund_cash": Press(
            at("members:fund_cash", fund.pk), {"amount": "9,000", "on": DAY, "source": "สมุด"}
        ),
    }
