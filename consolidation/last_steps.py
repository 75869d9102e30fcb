"""A case is where its last step left it, and each decision of the district took its step.

A step that was taken away shows in its case.
"""

from consolidation.models import Case
from consolidation.models.reviews import ODD_DECISIONS
from members.agreements import must_agree

must_agree(
    Case,
    "สถานะไม่ตรงกับการเปลี่ยนสถานะครั้งสุดท้าย",
    """
    SELECT k.id FROM consolidation_case k
      LEFT JOIN (SELECT DISTINCT ON (case_id) case_id, to_status FROM consolidation_transition
                  ORDER BY case_id, chain_place DESC) t ON t.case_id = k.id
     WHERE t.to_status IS DISTINCT FROM k.status
    """,
)

must_agree(Case, "ผลการตรวจของอำเภอไม่ตรงกับการเปลี่ยนสถานะ", ODD_DECISIONS)
