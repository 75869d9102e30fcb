"""The forms that say which fund shall hold a contract, of one household and of a village."""

from members.models import Institution
from tests.pressing.press import Press, at, homes_of


def of_holders(institution: Institution) -> dict[str, Press]:
    home, village_fund = homes_of(institution)["43"], institution.funds.get(kind="village_fund")
    return {
        "consolidation:holder": Press(
            at("consolidation:holder", home.pk), {"fund": village_fund.pk, "reason": "ตามมติ"}
        ),
        "consolidation:holders": Press(at("consolidation:holders", institution.code)),
    }
