"""The forms of certified reports, and of the periods that a province closes."""

from members.models import Institution
from reports.models import CertifiedReport
from tests.pressing.press import OFFICER, Press, at

PROVINCE = "province_officer"


def of_certifying(institution: Institution) -> dict[str, Press]:
    report = CertifiedReport.objects.get(institution=institution)
    reason = {"through": "none", "reason": "ลงยอดผิดเดือน"}
    return {
        "reports:certify_report": Press(
            at("reports:certify_report", institution.code),
            {"explanation": "พิมพ์ใหม่", "step": "confirm"},
        ),
        "reports:report_return": Press(
            at("reports:report_return", report.pk), {"remarks": "ยอดไม่ตรง"}, who=OFFICER
        ),
        "reports:volume": Press(at("reports:volume", "register", institution.code)),
        "reports:period_close": Press(at("reports:period_close", "33"), who=PROVINCE),
        "reports:period_open": Press(at("reports:period_open", "33"), reason, who=PROVINCE),
    }
