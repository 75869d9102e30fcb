"""The blank form of the survey, for who goes from house to house."""

from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from fundinst.errors import Refused
from members.models import Institution
from reports.survey_form import survey_form, survey_form_pdf


@permission_required("reports.view_report", raise_exception=True)
def survey_form_file(request: HttpRequest, code: str) -> HttpResponse:
    """The empty form as a PDF, with the institution's own funds as its columns."""
    within = Institution.objects.visible_to(request.user).select_related(
        "village", "subdistrict__parent__parent"
    )
    institution = get_object_or_404(within, code=code)
    try:
        content = survey_form_pdf(survey_form(institution))
    except Refused as refused:
        messages.error(request, f"ทำแฟ้มไม่ได้ {refused}")
        return redirect("consolidation:start", code)
    thai = quote(f"แบบสำรวจหนี้ครัวเรือน {institution.name}.pdf", safe="")
    named = f"attachment; filename=\"survey-form-{code}.pdf\"; filename*=UTF-8''{thai}"
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": named}
    )
