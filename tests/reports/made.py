"""A file that a worker made, without the worker."""

from django.utils.timezone import localdate, now

from members.models import Institution, Job, User
from reports.models import MadeFile, MadeFilePiece


def made_file(institution: Institution, user: User, content: bytes = b"1,2\r\n") -> MadeFile:
    job = Job.objects.create(
        kind="make_volume",
        subject=f"members.Institution:{institution.pk}",
        title="ทำเล่ม",
        institution=institution,
        requested_by=user,
        status=Job.Status.DONE,
        ended_at=now(),
    )
    file = MadeFile.objects.create(
        job=job,
        institution=institution,
        kind="register",
        on=localdate(),
        known=localdate(),
        file_format="csv",
        file_name=f"ทะเบียน {institution.name}.csv",
        size=len(content),
        rows={institution.pk: 1},
    )
    MadeFilePiece.objects.create(file=file, position=0, content=content)
    return file
