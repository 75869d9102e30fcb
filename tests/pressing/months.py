"""The forms about a fund's months."""

from datetime import date

from members.models import Institution
from tests.pressing.press import OFFICER, Press, at


def of_months(institution: Institution) -> dict[str, Press]:
    fund = institution.funds.get(kind="savings_group")
    return {
        "consolidation:month_close": Press(
            at("consolidation:month_close", fund.pk, date(2017, 8, 1))
        ),
        "consolidation:month_open": Press(
            at("consolidation:month_open", fund.pk, date(2017, 7, 1)),
            {"reason": "ลงยอดผิดเดือน"},
            who=OFFICER,
        ),
    }
