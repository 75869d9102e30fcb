"""Long work: one's jobs, how one of them stands, and stopping it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from fundinst.errors import Refused
from fundinst.paging import paged
from members.jobs import (
    cancel_job,
    count_in_words,
    is_measured,
    jobs_shown_to,
    pace_in_words,
    standing,
)
from members.models import Job
from members.tables import JobTable


def job_list(request: HttpRequest) -> HttpResponse:
    jobs = Job.objects.filter(pk__in=jobs_shown_to(request.user), requested_by=request.user)
    return render(request, "members/job_list.html", {"table": paged(JobTable(jobs), request)})


def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """How the job stands; while it is under way the page asks for its count every second."""
    job = _shown(request, job_id)
    now_standing = standing(job)
    context = {
        "job": job,
        "standing": now_standing,
        "counted": count_in_words(job),
        "pace": pace_in_words(job, now=timezone.now()),
        "is_measured": is_measured(job),
        "asked_every": 5 if job.is_silent else 1,
    }
    if not request.htmx:
        return render(request, "members/job.html", context)
    answer = render(request, "members/_job_count.html", context)
    if request.GET.get("seen") != now_standing.label:
        # Another matter than a further row: the whole page says so, and is read out.
        answer["HX-Refresh"] = "true"
    return answer


def job_cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    """Who is shown a job may stop it: who asked for it, and the institution's committee."""
    job = _shown(request, job_id)
    if request.method == "POST":
        try:
            cancel_job(job, actor=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
    return redirect("members:job", job.pk)


def _shown(request: HttpRequest, job_id: int) -> Job:
    jobs = jobs_shown_to(request.user).select_related("requested_by", "institution")
    return get_object_or_404(jobs, pk=job_id)
