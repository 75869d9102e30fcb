"""Where each chain of entries ends, so that the last one can't be taken away unnoticed either."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from fundinst.guards import never_deleted
from fundinst.history import DIGEST, written_in_utc


class ChainHead(models.Model):
    """The last entry of a chain (ปลายสายของบันทึก): its place and digest. Only triggers write it."""

    entries = models.CharField(_("ตาราง"), max_length=63)
    key = models.BigIntegerField(_("ของ"))
    place = models.BigIntegerField(_("ลำดับที่"))
    chain = models.CharField(_("ลายนิ้วมือ"), max_length=64)

    class Meta:
        verbose_name = _("ปลายสายของบันทึก")
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(name="chain_one_head", fields=["entries", "key"])]
        triggers = never_deleted("chain_head_never_deleted")

    def __str__(self) -> str:
        return f"{self.entries} {self.key}: {self.place}"


def headed(name: str, *, by: str) -> pgtrigger.Trigger:
    """Chain the rows that have the same ``by``, and write down where their chain ends.

    The head is held until the end of the transaction: two can't follow the same entry.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("zone", "TEXT"), ("head", "members_chainhead%ROWTYPE")],
        func=pgtrigger.Func(
            written_in_utc(
                f"""
                INSERT INTO members_chainhead (entries, key, place, chain)
                VALUES (TG_TABLE_NAME, NEW.{by}, 0, '') ON CONFLICT (entries, key) DO NOTHING;
                SELECT * INTO head FROM members_chainhead
                 WHERE entries = TG_TABLE_NAME AND key = NEW.{by} FOR UPDATE;
                NEW.chain_place := head.place + 1;
                NEW.chain := {DIGEST.format(before="head.chain", row="NEW")};
                UPDATE members_chainhead SET place = NEW.chain_place, chain = NEW.chain
                 WHERE id = head.id;
                """
            )
        ),
    )
