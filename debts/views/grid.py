"""The debtor grid: its page, one row of it as the browser sends it, the funds' own totals."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from debts.dropping import drop_row
from debts.grid import Cell, Column, Row, accounts_of, columns_of, grid_of, owed_by_account
from debts.grid_forms import (
    LedgerBox,
    all_rows,
    day_of,
    key_of,
    ledger_boxes,
    one_row,
    window_of,
)
from debts.grid_lines import (
    ROWS_ASKED_FOR,
    ROWS_AT_THE_END,
    ROWS_WHEN_EMPTY,
    details_urls,
    lines_of,
    new_line,
    typed_again,
)
from debts.grid_tables import GridInstitutionTable
from debts.ledger_totals import state_ledger_total, total_version
from debts.pasted import fresh_of, undo_paste
from debts.surveying import SavedRow, TypedRow, save_row
from debts.uncounted import NOTHING, UNSAVED, rows_left_out, uncounted_in
from fundinst.errors import Refused
from fundinst.money import format_baht
from fundinst.paging import paged
from members.access import require
from members.filters import InstitutionFilter
from members.looking import looked_over
from members.models import AuditEntry, Institution, User
from members.page_names import page_called
from members.sent_forms import answers_repeats_itself
from members.undoing import say_done

MAY_TYPE = "debts.change_loan"
REASONS_SHOWN = 5
TOTALS_SAVED = "บันทึกยอดตามบัญชีของกองทุนแล้ว"


def grid_home(request: HttpRequest) -> HttpResponse:
    """The grid of the one institution that the user runs or sees; else a list to choose from."""
    institutions = Institution.objects.run_by(request.user)
    if not institutions.exists():
        institutions = Institution.objects.visible_to(request.user)
    institutions = institutions.select_related("village", "subdistrict__parent__parent")
    if len(institutions[:2]) == 1:
        return _page(request, institutions.get())
    found = InstitutionFilter(request.GET, institutions)
    context = {
        "table": paged(GridInstitutionTable(found.qs), request),
        "q": request.GET.get("q", ""),
        "nav": "households",
    }
    return render(request, "debts/grid_home.html", context)


@answers_repeats_itself
def grid(request: HttpRequest, code: str) -> HttpResponse:
    """The whole grid; POST is its form without JavaScript, where one button saves every row."""
    institution = find_institution(request, code)
    if request.method != "POST":
        return _page(request, institution)
    require(request.user, MAY_TYPE, institution)
    if dropped := request.POST.get("drop"):
        _drop(request, institution, dropped)
    rows = [*all_rows(request.POST, accounts_of(institution))]
    saved = [_save(request, institution, row) for row in rows]
    boxes = _save_totals(request, institution)
    unsaved = [one for one in saved if one.row.state in UNSAVED]
    if unsaved or any(box.error for box in boxes):
        return _page(request, institution, unsaved=unsaved, refused=boxes)
    if any(box.is_changed for box in boxes):
        messages.success(request, TOTALS_SAVED)
    if rows or not (dropped or "totals" in request.POST):
        _say_saved(request, [one.entry for one in saved if one.entry])
    return redirect(grid_url(request, institution))


@permission_required(MAY_TYPE, raise_exception=True)
@answers_repeats_itself
def grid_row(request: HttpRequest, code: str) -> HttpResponse:
    """One row, when the browser leaves it; the answer says what became of it, in any case."""
    institution = find_institution(request, code)
    require(request.user, MAY_TYPE, institution)
    if request.method != "POST":
        return redirect("debts:grid", institution.code)
    on, _why = day_of(request.POST, today=localdate())
    saved = _save(request, institution, one_row(request.POST, accounts_of(institution)))
    return JsonResponse(_answer(institution, saved, on))


@permission_required(MAY_TYPE, raise_exception=True)
@answers_repeats_itself
def ledger_totals(request: HttpRequest, code: str) -> HttpResponse:
    """What the funds' own ledgers say, account by account; shown again where one can't be read."""
    institution = find_institution(request, code)
    require(request.user, MAY_TYPE, institution)
    if request.method == "POST":
        boxes = _save_totals(request, institution)
        if any(box.error for box in boxes):
            return _page(request, institution, refused=boxes)
        messages.success(request, TOTALS_SAVED)
    return redirect(grid_url(request, institution))


@permission_required(MAY_TYPE, raise_exception=True)
@answers_repeats_itself
def grid_drop(request: HttpRequest, code: str) -> HttpResponse:
    """Throw away what was typed in one row and is not in the books."""
    institution = find_institution(request, code)
    require(request.user, MAY_TYPE, institution)
    if request.method == "POST":
        _drop(request, institution, request.POST.get("key", ""))
    return redirect(grid_url(request, institution))


@permission_required(MAY_TYPE, raise_exception=True)
@answers_repeats_itself
def grid_unpaste(request: HttpRequest, code: str) -> HttpResponse:
    """Take back a whole pasted block, as far as nobody has built on its rows."""
    institution = find_institution(request, code)
    require(request.user, MAY_TYPE, institution)
    if request.method == "POST":
        paste = key_of(request.POST.get("paste", ""))
        undone = undo_paste(institution, paste, actor=request.user, now=timezone.now())
        if undone.rows:
            messages.success(request, f"เลิกทำแล้ว: วาง {undone.rows} แถว")
        elif not undone.reasons:
            messages.error(request, "ไม่มีแถวที่วางไว้ให้เลิกทำแล้ว")
        for reason in undone.reasons[:REASONS_SHOWN]:
            messages.error(request, reason)
        if (more := len(undone.reasons) - REASONS_SHOWN) > 0:
            messages.error(request, f"และอีก {more} แถวที่เลิกทำไม่ได้")
    return redirect(grid_url(request, institution))


def find_institution(request: HttpRequest, code: str) -> Institution:
    """The institution, if the user may see it; else 404."""
    return get_object_or_404(Institution.objects.visible_to(request.user), code=code)


def grid_url(request: HttpRequest, institution: Institution) -> str:
    """The grid's address, on the day that the form was of, with more empty rows when asked for."""
    today = localdate()
    on, _why = day_of(request.POST, today=today)
    query = {} if on == today else {"on": on.isoformat()}
    if "more" in request.POST:
        query["more"] = "1"
    return reverse("debts:grid", args=[institution.code], query=query)


def _page(
    request: HttpRequest,
    institution: Institution,
    *,
    unsaved: Sequence[SavedRow] = (),
    refused: Sequence[LedgerBox] = (),
) -> HttpResponse:
    """The grid; after its form was sent, with what could not be saved and why."""
    wrong = {box.account: box for box in refused if box.error}
    asked = request.POST if request.method == "POST" else request.GET
    on, why = day_of(asked, today=localdate())
    grid = grid_of(institution, on=on, user=request.user)
    looked_over([institution.pk], actor=request.user, what=page_called(request))
    may_type = request.user.has_perm(MAY_TYPE, institution)
    lines = lines_of(grid, empty=_empty_rows(asked, grid.rows), begins="new" in asked)
    boxes = [wrong.get(box.account, box) for box in ledger_boxes(grid.columns, asked)]
    left_out = uncounted_in(grid.rows)
    boxes = [replace(box, uncounted=left_out.get(box.account, NOTHING)) for box in boxes]
    keys = {one.row.key for one in unsaved}
    context: dict[str, Any] = {
        "institution": institution,
        "grid": grid,
        "lines": lines,
        "problems": [line for line in lines if line.key in keys],
        "boxes": boxes,
        "uncounted": rows_left_out(grid.rows),
        "wrong_totals": [box for box in boxes if box.error],
        "new_line": new_line(grid),
        "fresh": fresh_of(institution, request.user, now=timezone.now()) if may_type else [],
        "window": window_of(asked),
        "asked": asked.get("on", ""),
        "day_error": why,
        "nav": "households",
    }
    return render(request, "debts/grid.html" if may_type else "debts/grid_read.html", context)


def _empty_rows(asked: QueryDict, rows: Sequence[Row]) -> int:
    if "more" in asked:
        return ROWS_ASKED_FOR
    return ROWS_AT_THE_END if rows else ROWS_WHEN_EMPTY


def _save(request: HttpRequest, institution: Institution, row: TypedRow) -> SavedRow:
    on, _why = day_of(request.POST, today=localdate())
    try:
        return save_row(institution, row, on=on, actor=request.user)
    except Refused as refused:  # its household is none of the institution's
        return typed_again(row, accounts_of(institution), [*map(str, refused.refusals)])


def _drop(request: HttpRequest, institution: Institution, key: str) -> None:
    entry = drop_row(institution, key_of(key), actor=request.user)
    say_done(request, "ทิ้งที่พิมพ์ไว้แล้ว", entry)


def _save_totals(request: HttpRequest, institution: Institution) -> list[LedgerBox]:
    """Keep every total that was typed otherwise and can be read; all boxes as they were typed."""
    on, _why = day_of(request.POST, today=localdate())
    boxes = ledger_boxes(_columns(institution, on), request.POST)
    return [_save_total(box, on, request.user) if box.is_changed else box for box in boxes]


def _save_total(box: LedgerBox, on: date, actor: User) -> LedgerBox:
    """Keep one; where others stated another total meanwhile, the box says so and asks again."""
    account, total = box.column.account, box.amount
    day = on if total is not None else box.column.ledger_on or on
    try:
        state_ledger_total(account, on=day, total=total, seen=box.seen, actor=actor)
    except Refused as refused:
        return replace(box, error=str(refused), seen=total_version(box.column.ledger))
    return box


def _say_saved(request: HttpRequest, entries: Sequence[AuditEntry]) -> None:
    if len(entries) == 1:
        say_done(request, f"บันทึกแล้ว: {entries[0].sentence}", entries[0])
    elif entries:
        messages.success(request, f"บันทึกแล้ว {len(entries)} ครัวเรือน เลิกทำได้ที่หน้าของแต่ละครัวเรือน")
    else:
        messages.success(request, "บันทึกครบทุกแถวแล้ว")


def _columns(institution: Institution, on: date) -> list[Column]:
    return columns_of(accounts_of(institution), owed_by_account(institution), on=on)


def _answer(institution: Institution, saved: SavedRow, on: date) -> dict[str, Any]:
    """What the browser is told of a row that it sent."""
    row, columns = saved.row, _columns(institution, on)
    return {
        "key": row.key,
        "household": row.household_id,
        "state": row.state,
        "word": row.word,
        "total": format_baht(row.total),
        "taken": row.taken,
        "reasons": [*row.reasons],
        "undo": saved.entry.pk if saved.entry else None,
        "rows_total": format_baht(sum(column.ours for column in columns)),
        "cells": {name: _cell(cell) for name, cell in saved.cells.items()},
        "columns": {
            column.account.pk: {"ours": format_baht(column.ours), "difference": column.words}
            for column in columns
        },
        "details": {
            account: url.format(row.household_id) if row.household_id else ""
            for account, url in details_urls(institution, columns, on).items()
        },
    }


def _cell(cell: Cell) -> dict[str, Any]:
    shown = ("value", "seen", "error", "theirs", "theirs_by", "readonly", "note")
    return {name: getattr(cell, name) for name in shown}
