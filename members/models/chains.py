"""Where each chain of entries ends, so that the last one can't be taken away unnoticed either."""

import pgtrigger
from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from fundinst.guards import never_deleted
from fundinst.history import DIGEST, Chained, reached, written_in_utc


class ChainHead(models.Model):
    """The last entry of a chain (ปลายสายของบันทึก): its place and digest. Only triggers write it.

    ``key`` says whose chain: of acts "17/4", institution 17 and user 4; "/4", of no institution.
    """

    entries = models.CharField(_("ตาราง"), max_length=63)
    key = models.CharField(_("ของ"), max_length=50, db_collation="C")
    place = models.BigIntegerField(_("ลำดับที่"))
    chain = models.CharField(_("ลายนิ้วมือ"), max_length=64)

    class Meta:
        verbose_name = _("ปลายสายของบันทึก")
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(name="chain_one_head", fields=["entries", "key"])]
        triggers = never_deleted("chain_head_never_deleted")

    def __str__(self) -> str:
        return f"{self.entries} {self.key}: {self.place}"


def chain_key(model: type[Chained], row: str) -> str:
    """SQL: whose chain a row is in, its institution first.

    Acts and looks have one a person and institution: people don't wait for each other. And an
    institution that is practised on goes with its chains.
    """
    ours = apps.get_model(model._meta.label)
    path = getattr(ours, "institution_path", "")
    institution = reached(ours, path, row) if path else "NULL"
    return f"COALESCE({institution}::text, '') || '/' || {row}.{ours.chained_by[-1]}"


class Headed(pgtrigger.Trigger):
    """Chains the rows that have the same key, and writes down where their chain ends."""

    def get_func(self, model: type[models.Model]) -> str:
        key = chain_key(model, "NEW")
        return written_in_utc(
            f"""
            INSERT INTO members_chainhead (entries, key, place, chain)
            VALUES (TG_TABLE_NAME, {key}, 0, '') ON CONFLICT (entries, key) DO NOTHING;
            SELECT * INTO head FROM members_chainhead
             WHERE entries = TG_TABLE_NAME AND key = {key} FOR UPDATE;
            NEW.chain_place := head.place + 1;
            NEW.chain := {DIGEST.format(before="head.chain", row="NEW")};
            UPDATE members_chainhead SET place = NEW.chain_place, chain = NEW.chain
             WHERE id = head.id;
            """
        )


def headed(name: str) -> pgtrigger.Trigger:
    """Chain the rows of a ``Chained`` model by its ``chained_by``, with the end written down.

    The head is held until the end of the transaction: two can't follow the same entry. So an act
    writes its entry last.
    """
    return Headed(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("zone", "TEXT"), ("head", "members_chainhead%ROWTYPE")],
        func="",
    )
