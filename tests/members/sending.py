"""Forms with a key of their own, as the pages send them."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from members.models import AuditEntry

ROWS = "ชื่อ-สกุล,บ้านเลขที่,ยอดคงเหลือ\nนายแดง แบบอย่าง,1,100\n".encode()


def upload_of(account, key: str, content: bytes = ROWS) -> dict:
    """A register: sent twice without a key, it would be two drafts."""
    file = SimpleUploadedFile("ทะเบียน.csv", content, "text/csv")
    return {"account": account.pk, "as_of": "30/6/2560", "file": file, "sent_key": key}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def acts(act: str = "line_stated") -> int:
    return AuditEntry.objects.filter(act=act).count()
