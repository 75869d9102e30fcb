"""The forms of papers: issuing one, and writing its wording."""

from consolidation.models import Contract
from members.models import Institution
from reports.wordings import shipped
from tests.pressing.press import ADMINISTRATOR, Press, at, homes_of


def of_papers(institution: Institution) -> dict[str, Press]:
    contract = Contract.objects.get(household=homes_of(institution)["47"])
    said = {"body": f"{shipped('slip')}ข้อความเพิ่ม", "step": "save"}
    return {
        "reports:paper": Press(at("reports:paper", "contract", contract.pk)),
        "reports:wording_edit": Press(at("reports:wording_edit", "slip"), said, who=ADMINISTRATOR),
    }
