"""Searches that were kept under a name: the list of them, keeping one, renaming, removing."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from fundinst.errors import Refused
from members.filter_forms import KeepFilterForm, RenameFilterForm
from members.models import SavedFilter
from members.saving_filters import PAGES, keep_filter, remove_filter, rename_filter
from members.undoing import say_done
from members.versions import version_of


def filter_list(request: HttpRequest) -> HttpResponse:
    """One's own and the committee's, by the list they search."""
    kept = SavedFilter.objects.visible_to(request.user).select_related("user", "institution")
    pages = [
        {
            "title": page.title,
            "filters": [
                {"saved": saved, "url": page.address(saved.query)}
                for saved in kept
                if saved.page == page.key
            ],
        }
        for page in PAGES.values()
    ]
    start = next(iter(PAGES.values()))
    context = {
        "pages": [page for page in pages if page["filters"]],
        "start_url": start.address(""),
    }
    return render(request, "members/filter_list.html", context)


def filter_keep(request: HttpRequest, page: str) -> HttpResponse:
    """Keep the search that stands in this address' own query string."""
    if page not in PAGES:
        raise Http404
    searched = PAGES[page]
    search = searched.read(request.GET, request.user)
    back = searched.address(search.query)
    form = KeepFilterForm(request.POST or None, user=request.user, words=search.words)
    if form.is_valid():
        try:
            kept = keep_filter(request.user, page=page, query=search.query, **form.cleaned_data)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, f"เก็บตัวกรอง “{kept}” แล้ว ครั้งหน้ากดชื่อนี้เหนือรายการได้เลย")
            return redirect(back)
    context = {"page": searched, "search": search, "form": form, "back_url": back}
    return render(request, "members/filter_keep.html", context)


def filter_rename(request: HttpRequest, filter_id: int) -> HttpResponse:
    saved = get_object_or_404(SavedFilter.objects.visible_to(request.user), pk=filter_id)
    initial = {"name": saved.name, "seen": version_of(saved.name)}
    form = RenameFilterForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            name, seen = form.cleaned_data["name"], form.opened_with
            rename_filter(saved, name=name, seen=seen, actor=request.user)
        except Refused as refused:
            form.show(refused)
            form.put_beside_initial(refused)
        else:
            messages.success(request, f"เปลี่ยนชื่อตัวกรองเป็น “{form.cleaned_data['name']}” แล้ว")
            return redirect("members:filter_list")
    return render(request, "members/filter_rename.html", {"saved": saved, "form": form})


def filter_remove(request: HttpRequest, filter_id: int) -> HttpResponse:
    saved = get_object_or_404(SavedFilter.objects.visible_to(request.user), pk=filter_id)
    if request.method == "POST":
        say_done(request, f"ลบตัวกรอง “{saved}” แล้ว", remove_filter(saved, actor=request.user))
    return redirect("members:filter_list")
