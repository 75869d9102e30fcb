"""The questions ``members/verifying.py`` asks, one a table, as SQL: the database computes.

Each question answers with rows of (the row's id, when, what is wrong with it), the last a key of
``verifying.WRONG``.
"""

from django.db import models

from fundinst.history import DIGEST, Chained, reached
from members.models import Institution, Village
from members.models.chains import chain_key

_AGAIN = DIGEST.format(before="coalesce(lag(e.chain) OVER chain_of_it, '')", row="e")


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table


def broken_events(event: type[models.Model]) -> str:
    """Entries of a row's history whose digest isn't that of their values after the one before."""
    return f"""
        SELECT pgh_id, pgh_created_at, 'entry_changed' FROM (
            SELECT pgh_id, pgh_created_at, chain, {_AGAIN} AS again FROM {_table(event)} e
            WINDOW chain_of_it AS (PARTITION BY pgh_obj_id ORDER BY pgh_id)) entries
         WHERE chain <> again ORDER BY 1
    """


def rows_beside_their_history(event: type[models.Model]) -> str:
    """Rows that aren't what their last entry says, have none, or went without one."""
    model = event.pgh_tracked_model
    pk = model._meta.pk.column
    return f"""
        SELECT coalesce(r.{pk}, l.pgh_obj_id), l.pgh_created_at,
               CASE WHEN l.pgh_id IS NULL THEN 'row_without_history'
                    WHEN r.{pk} IS NULL THEN 'row_gone' ELSE 'row_differs' END
          FROM {_table(model)} r
          FULL JOIN (SELECT DISTINCT ON (pgh_obj_id) * FROM {_table(event)}
                      ORDER BY pgh_obj_id, pgh_id DESC) l ON l.pgh_obj_id = r.{pk}
         WHERE l.pgh_id IS NULL
            OR (r.{pk} IS NULL) <> (l.pgh_label = 'delete')
            OR (r.{pk} IS NOT NULL AND ({_differs(event)}))
         ORDER BY 1
    """


def _differs(event: type[models.Model]) -> str:
    model = event.pgh_tracked_model
    kept = {field.name for field in event._meta.concrete_fields}
    compared = []
    for field in model._meta.concrete_fields:
        if field.name in kept:
            column = f'"{field.column}"'
            # A column that can't be empty and is, was added after the entry was written.
            later = "" if field.null else f"l.{column} IS NOT NULL AND "
            compared.append(f"({later}r.{column} IS DISTINCT FROM l.{column})")
    return " OR ".join(compared)


def broken_chain(model: type[Chained]) -> str:
    """Rows written once: places left out, digests that aren't right, rows outside the chain."""
    by = ", ".join(f"e.{column}" for column in model.chained_by)
    at = reached(model, model.recorded_by, "e")
    return f"""
        SELECT id, at, CASE WHEN chain_place <= 0 THEN 'outside_the_chain'
                            WHEN chain_place <> place THEN 'entry_missing'
                            ELSE 'entry_changed' END
          FROM (SELECT e.id, {at} AS at, e.chain, e.chain_place, {_AGAIN} AS again,
                       coalesce(lag(e.chain_place) OVER chain_of_it, 0) + 1 AS place
                  FROM {_table(model)} e
                WINDOW chain_of_it AS (
                    PARTITION BY {by}, e.chain_place > 0 ORDER BY e.chain_place, e.id)) entries
         WHERE chain_place <= 0 OR chain_place <> place OR chain <> again
         ORDER BY 1
    """


def broken_heads(model: type[Chained]) -> str:
    """Chains that end elsewhere than was written down when their last row was written."""
    return f"""
        SELECT coalesce(h.key, e.key), NULL::timestamptz, 'last_missing'
          FROM (SELECT key, place, chain FROM members_chainhead
                 WHERE entries = '{_table(model)}') h
          FULL JOIN (SELECT DISTINCT ON (key) key, place, chain
                       FROM (SELECT {chain_key(model, "e")} AS key, e.chain_place AS place,
                                    e.chain, e.id
                               FROM {_table(model)} e WHERE e.chain_place > 0) entries
                      ORDER BY key, place DESC, id DESC) e ON e.key = h.key
         WHERE (e.place, e.chain) IS DISTINCT FROM (h.place, h.chain)
         ORDER BY 1
    """


def event_ends(event: type[models.Model]) -> str:
    """The last digest of every row's history before a moment, as one digest and their number."""
    return _ends(event, "e.pgh_obj_id", "pgh_id", "e.pgh_created_at", _practised(event))


def chain_ends(model: type[Chained]) -> str:
    """The last digest of every chain before a moment, as one digest and their number."""
    by = " || '/' || ".join(f"coalesce(e.{column}::text, '')" for column in model.chained_by)
    at = reached(model, model.recorded_by, "e")
    return _ends(model, by, "chain_place", at, practised(model, "e"))


def _ends(model: type[models.Model], by: str, order: str, at: str, practised: str) -> str:
    return f"""
        SELECT coalesce(encode(sha256(convert_to(
                   string_agg(key || ':' || chain, E'\n' ORDER BY key), 'UTF8')), 'hex'), ''),
               coalesce(sum(entries), 0)
          FROM (SELECT DISTINCT ON (key) key, chain, count(*) OVER (PARTITION BY key) AS entries
                  FROM (SELECT {by} AS key, e.chain, e.{order} AS place
                          FROM {_table(model)} e WHERE {at} < %(until)s AND NOT {practised}) e
                 ORDER BY key, place DESC) ends
    """


def of_practice(model: type[models.Model], row: str) -> str:
    """SQL: the row belongs to an institution that is there to practise on, and goes with it."""
    institution = reached(model, model.institution_path, row)
    return f"EXISTS (SELECT 1 FROM members_institution WHERE id = {institution} AND is_practice)"


def practised(model: type[models.Model], row: str) -> str:
    """SQL: as ``of_practice``; nothing of an area is."""
    return of_practice(model, row) if hasattr(model, "institution_path") else "false"


def _practised(event: type[models.Model]) -> str:
    model = event.pgh_tracked_model
    if model is Institution:
        return "coalesce(e.is_practice, false)"
    if model is Village:  # one of practice was made for its institution
        institution = "i.village_id = e.pgh_obj_id AND i.is_practice"
        return f"EXISTS (SELECT 1 FROM members_institution i WHERE {institution})"
    return of_practice(model, "e") if hasattr(model, "institution_path") else "false"
