"""{% chart sheet.chart %}: a chart with its sentence and its table, on a page or on paper."""

from typing import Any

from django import template

from reports.charts import drawing
from reports.sheet import Chart

register = template.Library()


@register.inclusion_tag("reports/_chart.html")
def chart(
    of: Chart, digits: str = "arabic", *, table: bool = True, level: int = 3
) -> dict[str, Any]:
    """The chart ``of``; ``digits`` is "thai" on paper.

    ``table=False`` where the page itself shows the same figures in a table beside it; ``level`` is
    that of its heading.
    """
    return {
        "drawing": drawing(of, thai_digits=digits == "thai"),
        "table": table,
        "heading": f"h{level}",
    }
