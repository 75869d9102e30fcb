"""The pages of a volume (เล่มรายงาน): asking for it, and taking its files."""

from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from members.jobs import UNDER_WAY, jobs_shown_to
from members.looking import took_out_of_each
from members.models import Institution, Job
from reports.asking import Asked, Place, asked_of, place_seen
from reports.kinds import BY_SLUG, ReportKind
from reports.making import KEPT_FOR, MAKE, about, address, content_of, make_later, subject_of
from reports.models import MadeFile
from reports.report_files import REPORT_FORMATS
from reports.report_pages import MAY_READ
from reports.volume_parts import has_annex


@permission_required(MAY_READ, raise_exception=True)
def volume(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What the volume holds, the files that were made of it, and the one way to have it made."""
    kind, place = BY_SLUG[slug], place_seen(request.user, code)
    if place.level not in kind.levels:
        raise Http404
    asked = asked_of(request.GET)
    if request.method == "POST":
        return redirect("members:job", make_later(kind, place, asked, user=request.user).pk)
    context = {
        "nav": "reports",
        "kind": kind,
        "place": place,
        "name": place.institution.name if place.institution else str(place),
        "asked": asked,
        "here": address(kind, place, asked),
        "report": reverse("reports:report", args=[slug, code], query=asked.query),
        "has_annex": has_annex(kind),
        "kept_for": KEPT_FOR.days,
        **_made(request, kind, place, asked),
    }
    return render(request, "reports/volume.html", context)


def _made(request: HttpRequest, kind: ReportKind, place: Place, asked: Asked) -> dict[str, Any]:
    """The job that makes it now, and the files of the last one."""
    jobs = jobs_shown_to(request.user).filter(
        kind=MAKE, subject=f"{subject_of(place)}#{about(kind, asked)}"
    )
    last = jobs.filter(status=Job.Status.DONE).order_by("-pk").first()
    files = MadeFile.objects.visible_to(request.user).filter(job=last) if last else []
    return {
        "job": jobs.filter(status__in=UNDER_WAY).first(),
        "last": last,
        "pages": max((one.pages for one in files), default=0),
        "files": [
            {
                "url": reverse("reports:made_file", args=[one.pk]),
                "kind": f"{REPORT_FORMATS[one.file_format].name} {_size(one.size)}",
            }
            for one in sorted(files, key=lambda one: [*REPORT_FORMATS].index(one.file_format))
        ],
    }


def _size(size: int) -> str:
    return f"{max(size / 1_000_000, 0.1):,.1f} MB"


@permission_required(MAY_READ, raise_exception=True)
def made_file(request: HttpRequest, file_id: int) -> StreamingHttpResponse:
    """A file that a worker made, to whoever may see its place now; it is read piece by piece."""
    file = get_object_or_404(MadeFile.objects.visible_to(request.user), pk=file_id)
    kind = BY_SLUG.get(file.kind)
    there = {*Institution.objects.filter(pk__in=file.rows).values_list("pk", flat=True)}
    rows = {int(pk): count for pk, count in file.rows.items() if int(pk) in there}
    if rows:
        what = f"เล่ม{kind.name}" if kind else file.file_name
        took_out_of_each(rows, actor=request.user, what=what)
    return StreamingHttpResponse(
        content_of(file),
        content_type=REPORT_FORMATS[file.file_format].content_type,
        headers={
            "Content-Length": str(file.size),
            "Content-Disposition": f'attachment; filename="volume-{file.pk}.{file.file_format}"; '
            f"filename*=UTF-8''{quote(file.file_name, safe='')}",
        },
    )
