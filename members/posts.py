"""Who gives which office where, and whose account who looks after.

A district officer looks after the committees of the district, a province officer after the district
officers of the province, the administrator after everybody: never after who stands beside or above,
and never after oneself. What a committee practises on is nobody's office but its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest, Length

from fundinst.errors import Refusal
from members.models import Area, Institution, Office, User

LOOK_AFTER = "members.add_office"
Role = Office.Role
GIVES: dict[str, tuple[str, ...]] = {
    Role.DISTRICT: (Role.COMMITTEE,),
    Role.PROVINCE: (Role.DISTRICT,),
    Role.ADMINISTRATOR: tuple(Role.values),
}
"""Which offices are given from which."""
DIGITS = {Role.DISTRICT: 4, Role.PROVINCE: 2}
"""Of the code of an officer's area."""


@dataclass(frozen=True, slots=True)
class Post:
    """An office as it can be given: a role, and the place that fits it."""

    role: str
    institution: Institution | None = None
    area: Area | None = None

    def __str__(self) -> str:
        return str(self.as_office())

    def as_office(self) -> Office:
        """Not saved, of nobody and from no day on."""
        return Office(role=self.role, institution=self.institution, area=self.area)


def roles_given_by(actor: User) -> list[str]:
    """The roles the actor may give somewhere, in the order of the levels."""
    given = {role for office in actor.offices_in_force for role in GIVES.get(office.role, ())}
    return [role for role in Role.values if role in given]


def institutions_to_give(actor: User) -> QuerySet[Institution]:
    """Where the actor may seat users of a committee."""
    within = Q(pk__in=[])
    for code in _areas_of(actor, Role.COMMITTEE):
        within |= Q(subdistrict__code__startswith=code)
    return Institution.objects.filter(within, is_practice=False).order_by("code")


def areas_to_give(actor: User, role: str) -> QuerySet[Area]:
    """The districts, or provinces, whose officers the actor may make."""
    within = Q(pk__in=[])
    for code in _areas_of(actor, role):
        within |= Q(code__startswith=code)
    areas = Area.objects.alias(digits=Length("code")).filter(within, digits=DIGITS[role])
    return areas.select_related("parent").order_by("code")


def _areas_of(actor: User, role: str) -> list[str]:
    """The beginnings of the codes within which the actor gives this role; "" is the country."""
    return [
        office.area_id or ""
        for office in actor.offices_in_force
        if role in GIVES.get(office.role, ())
    ]


def offices_under(actor: User) -> QuerySet[Office]:
    """The offices, ended ones too, that the actor may give and end; none of one's own."""
    within = Q(pk__in=[])
    for role in Role.values:
        for code in _areas_of(actor, role):
            here = Q(role=role)
            if role == Role.COMMITTEE:
                here &= Q(institution__subdistrict__code__startswith=code)
            elif role in DIGITS:
                here &= Q(area__code__startswith=code)
            within |= here
    return Office.objects.filter(within).exclude(institution__is_practice=True).exclude(user=actor)


def users_under(actor: User) -> QuerySet[User]:
    """Who holds, held or will hold an office that the actor looks after."""
    return User.objects.filter(Exists(offices_under(actor).filter(user=OuterRef("pk"))))


def offices_to_come_or_held(user: User, on: date) -> QuerySet[Office]:
    """The user's offices that have not ended by that day; nothing of practice, nothing called off.

    An office that ends on the day before it begins was called off.
    """
    lasting = Q(ended_on__isnull=True) | Q(ended_on__gte=Greatest(on, F("started_on")))
    return user.offices.filter(lasting).exclude(institution__is_practice=True)


def held_beside(actor: User, user: User | None = None) -> tuple[User, User]:
    """The actor and the user whose account it is about (the actor, if none), read anew and held.

    Inside the caller's transaction, before anything is asked. Whoever ends an office holds its
    user's row first (``members/office_terms.py``): so what the actor may do, by the office acted
    in, they may until it is done. In the order of their keys: of two who end each other's office at
    the same moment, one comes first.
    """
    wanted = {actor.pk, user.pk if user else actor.pk}
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    held = {one.pk: one for one in rows}
    acting = held[actor.pk]
    acted_in = {office.pk for office in actor.offices_in_force}
    acting.offices_in_force = [one for one in acting.offices_in_force if one.pk in acted_in]
    return acting, held[user.pk] if user else acting


def require_over(actor: User, user: User) -> None:
    """Raise PermissionDenied (403, in words) unless the actor looks after this user."""
    if actor.pk == user.pk:
        raise PermissionDenied("บัญชีของท่านเอง ผู้ที่ดูแลระดับเหนือขึ้นไปเป็นผู้แก้ไข")
    if not users_under(actor).filter(pk=user.pk).exists():
        raise PermissionDenied("ผู้ใช้นี้ไม่ได้อยู่ในเขตที่ท่านดูแล")


def require_post(actor: User, post: Post) -> None:
    """Raise PermissionDenied (403, in words) unless the actor may give this office."""
    if post.role == Role.COMMITTEE:
        places = institutions_to_give(actor)
        may = post.institution and places.filter(pk=post.institution.pk).exists()
    elif post.role in DIGITS:
        may = post.area and areas_to_give(actor, post.role).filter(pk=post.area.pk).exists()
    else:
        may = post.role in roles_given_by(actor)
    if not may:
        raise PermissionDenied("ท่านให้หน้าที่นี้ไม่ได้ เพราะอยู่นอกเขตหรือเหนือระดับที่ท่านดูแล")


def refusals_of_offices_elsewhere(actor: User, user: User, on: date) -> Iterator[Refusal]:
    """Why the account as a whole is not the actor's to open or close.

    Who holds a higher office too, or one in another district, would lend it to whoever is handed
    the code.
    """
    under = offices_under(actor).values("pk")
    if offices_to_come_or_held(user, on).exclude(pk__in=under).exists():
        yield Refusal(
            "office_elsewhere",
            "",
            f"{user} มีหน้าที่อื่นที่ท่านไม่ได้ดูแลด้วย ให้ผู้ดูแลระบบเป็นผู้ทำ ท่านสิ้นสุดได้เฉพาะหน้าที่ในเขตของท่าน",
        )
