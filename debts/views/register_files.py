"""Files people take away to fill in or to mend."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate

from debts.mending import file_to_mend
from debts.models import Register
from debts.registers.returning import returned_name
from debts.template import template_workbook
from fundinst.errors import Refused
from members.access import require
from members.looking import took_out
from members.models import Institution

MAY_IMPORT = "debts.add_register"


@permission_required(MAY_IMPORT, raise_exception=True)
def register_template(request: HttpRequest, code: str) -> HttpResponse:
    """What the books know, to be filled in: a sheet for every account."""
    institution = get_object_or_404(Institution.objects.visible_to(request.user), code=code)
    require(request.user, MAY_IMPORT, institution)
    workbook = template_workbook(institution, on=localdate())
    rows = institution.households.listed().count()
    took_out(institution, actor=request.user, what="แบบกรอกทะเบียนลูกหนี้", rows=rows)
    return _to_keep(workbook, f"แบบกรอกทะเบียนลูกหนี้ {institution.name}.xlsx")


@permission_required(MAY_IMPORT, raise_exception=True)
def register_errors(request: HttpRequest, register_id: int) -> HttpResponse:
    """The user's own file, with what is wrong in it marked and explained."""
    registers = Register.objects.visible_to(request.user)
    register = get_object_or_404(
        registers.select_related("account__fund__institution"), pk=register_id
    )
    require(request.user, MAY_IMPORT, register.account.fund.institution)
    try:
        content = file_to_mend(register)
    except Refused as refused:
        for refusal in refused.refusals:
            messages.error(request, str(refusal))
        return redirect(register)
    institution = register.account.fund.institution
    took_out(institution, actor=request.user, what="ทะเบียนลูกหนี้ที่ต้องแก้", rows=register.rows)
    return _to_keep(content, returned_name(register.file_name))


def _to_keep(content: bytes, name: str) -> FileResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=name)
