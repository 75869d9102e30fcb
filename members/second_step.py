"""The second step at sign-in (การยืนยันสองขั้น): a code from one's telephone besides the password.

For officers above the committee, who see more than one village; each switches it on for themselves.
The telephone's codes follow RFC 6238 (TOTP, django-otp); each opens once. Ten recovery codes on
paper open once each where the telephone is not at hand. Wrong codes make the next try wait, twice
as long each time.
"""

import secrets
from base64 import b32encode
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from fundinst.errors import Refusal, Refused
from fundinst.thai import to_arabic_digits
from members.audit import record
from members.models import Office, User
from members.posts import held_beside, refusals_of_offices_elsewhere, require_over
from members.sealing import seal, unseal

DIGITS, RECOVERY_DIGITS = 6, 10
RECOVERY_CODES = 10
SEAL_GOOD_FOR = timedelta(minutes=15)
"""How long the page with the picture may stay open before its code is typed."""
NAME = "โทรศัพท์"


def holds_office_above(user: User) -> bool:
    """Whether the office the user acts in stands above the committees."""
    return any(office.role != Office.Role.COMMITTEE for office in user.offices_in_force)


def offered_to(user: User) -> bool:
    """Whether the second step is there for the user: an officer, or who has it on from before."""
    return holds_office_above(user) or is_on(user)


def is_on(user: User) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def recovery_codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


def new_seal(user: User) -> str:
    """A new secret, sealed for the page that shows it; kept nowhere before its code was typed."""
    return seal(f"{user.pk}:{secrets.token_hex(20)}".encode())


def secret_under(sealed: str, user: User) -> str:
    """The secret, in hex. Raises Refused when the page was open too long, or isn't the user's."""
    try:
        owner, _colon, secret = unseal(sealed, within=SEAL_GOOD_FOR).decode().partition(":")
    except InvalidToken:
        owner, secret = "", ""
    if owner != str(user.pk):
        sentence = "เปิดหน้านี้ค้างไว้นานเกินไป ให้เปิดหน้านี้ใหม่แล้วเริ่มอีกครั้ง"
        raise Refused([Refusal("seal_is_stale", "", sentence)])
    return secret


def address_to_scan(user: User, secret: str) -> str:
    """What the picture says to the telephone (otpauth, the key URI format)."""
    return TOTPDevice(user=user, key=secret).config_url


def to_type(secret: str) -> str:
    """The same secret for who types it: base32 in groups of four."""
    letters = b32encode(bytes.fromhex(secret)).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def recovery_codes(secret: str) -> list[str]:
    """The ten codes that follow from a secret: a form sent twice shows the same ones twice."""
    return [_recovery_code(secret, number) for number in range(RECOVERY_CODES)]


def _recovery_code(secret: str, number: int) -> str:
    digest = salted_hmac("members.second_step", f"{secret}/{number}", algorithm="sha256").digest()
    return str(int.from_bytes(digest))[-RECOVERY_DIGITS:]


def read_code(typed: str) -> str:
    """The code's figures: spaces, dashes, Thai figures make no difference. Empty if it is none."""
    code = "".join(sign for sign in to_arabic_digits(typed) if sign not in "-–— ")
    whole = code.isascii() and code.isdecimal() and len(code) in (DIGITS, RECOVERY_DIGITS)
    return code if whole else ""


@transaction.atomic(durable=True)
def switch_on(user: User, secret: str, typed: str, *, at: datetime) -> list[str]:
    """Ask for a code at every sign-in from now on; returns the recovery codes, to be printed.

    The same form sent twice gives the same codes. Raises Refused where the code doesn't fit, or
    another telephone is in use.
    """
    user = _held(user)
    device = TOTPDevice.objects.filter(user=user).first()
    if device and device.key == secret:
        return recovery_codes(secret)
    totp = TOTP(bytes.fromhex(secret))
    totp.time = at.timestamp()
    fits = totp.verify(int(read_code(typed) or -1), tolerance=1)
    if refusals := [*_refusals_to_switch_on(device, fits=fits)]:
        raise Refused(refusals)

    TOTPDevice.objects.create(
        user=user, name=NAME, key=secret, last_t=totp.t(), drift=totp.drift, confirmed=True
    )
    _hand_out(user, secret)
    _record("second_step_switched_on", user, f"{user} เปิดการยืนยันสองขั้น", user)
    return recovery_codes(secret)


def _refusals_to_switch_on(device: TOTPDevice | None, *, fits: bool) -> Iterator[Refusal]:
    if device:
        sentence = "เปิดการยืนยันสองขั้นไว้กับโทรศัพท์เครื่องอื่นแล้ว ให้ปิดก่อน แล้วเปิดใหม่"
        yield Refusal("second_step_is_on", "", sentence)
    elif not fits:
        sentence = "รหัสไม่ตรง ให้ดูรหัส 6 หลักล่าสุดในแอป และตรวจว่าเวลาของโทรศัพท์ตรง (ตั้งเวลาอัตโนมัติ)"
        yield Refusal("code_is_wrong", "", sentence)


def ask_code(user: User, typed: str) -> None:
    """Take in a code of the telephone's or a recovery code: it is used up by it.

    Raises Refused where it doesn't fit, or has to wait after wrong ones. A wrong try counts,
    whatever becomes of the act that asked: so this is a transaction of its own.
    """
    code = read_code(typed)
    if not code:
        sentence = f"พิมพ์รหัส {DIGITS} หลักจากแอป หรือรหัสสำรอง {RECOVERY_DIGITS} หลักจากกระดาษ"
        raise Refused([Refusal("code_is_none", "", sentence)])
    if refusal := _try(user, code):
        raise Refused([refusal])


@transaction.atomic(durable=True)
def _try(user: User, code: str) -> Refusal | None:
    _held(user)
    of_telephone = len(code) == DIGITS
    devices = TOTPDevice.objects if of_telephone else StaticDevice.objects
    device = devices.filter(user=user, confirmed=True).first()
    if device is None:
        return Refusal("second_step_is_off", "", "ไม่ได้เปิดการยืนยันสองขั้นไว้แล้ว ให้เข้าสู่ระบบใหม่")
    allowed, told = device.verify_is_allowed()
    if not allowed:
        return _wait(told["locked_until"])
    if device.verify_token(code):
        return None
    if of_telephone:
        sentence = "รหัสไม่ตรงหรือใช้ไปแล้ว ให้รอรหัสใหม่ในแอปแล้วลองอีกครั้ง"
        return Refusal("code_is_wrong", "", sentence)
    return Refusal("code_is_wrong", "", "รหัสสำรองไม่ตรงหรือใช้ไปแล้ว ให้ใช้รหัสอื่นบนกระดาษ")


def _wait(until: datetime) -> Refusal:
    seconds = max(round((until - timezone.now()).total_seconds()), 1)
    time = f"{seconds} วินาที" if seconds < 100 else f"{-(-seconds // 60)} นาที"
    return Refusal("code_must_wait", "", f"ผิดหลายครั้งติดกัน ให้รอ {time} แล้วลองอีกครั้ง")


def switch_off(user: User, typed: str, *, actor: User) -> None:
    """Ask for no code any more; a code that fits says that it is the user. Raises Refused."""
    ask_code(user, typed)
    _switch_off(user, "second_step_switched_off", f"{user} ปิดการยืนยันสองขั้น", actor)


@transaction.atomic(durable=True)
def reset_second_step(user: User, *, on: date, actor: User) -> None:
    """Switch it off for who has lost both telephone and paper.

    Raises PermissionDenied unless the actor looks after this user, never one's own; and Refused
    where the user holds an office elsewhere too.
    """
    actor, user = held_beside(actor, user)
    require_over(actor, user)
    if refusals := [*refusals_of_offices_elsewhere(actor, user, on)]:
        raise Refused(refusals)

    sentence = f"{actor} ปิดการยืนยันสองขั้นของ {user} เพราะไม่มีทั้งโทรศัพท์และรหัสสำรอง"
    _switch_off(user, "second_step_reset", sentence, actor)


@transaction.atomic
def _switch_off(user: User, act: str, sentence: str, actor: User) -> None:
    user = _held(user)
    devices, _counted = TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    if devices:
        _record(act, user, sentence, actor)


def renew_recovery_codes(user: User, secret: str, typed: str) -> list[str]:
    """New recovery codes in place of all old ones. Raises Refused where the code doesn't fit.

    ``secret`` is the form's own: sent twice it shows the same codes twice, and asks no second code.
    """
    codes = recovery_codes(secret)
    known = StaticToken.objects.filter(device__user=user, token__in=codes)
    if not known.exists():
        ask_code(user, typed)
        _renew(user, secret)
    return codes


@transaction.atomic(durable=True)
def _renew(user: User, secret: str) -> None:
    user = _held(user)
    StaticDevice.objects.filter(user=user).delete()
    _hand_out(user, secret)
    _record("recovery_codes_renewed", user, f"{user} ออกรหัสสำรองชุดใหม่", user)


def _hand_out(user: User, secret: str) -> None:
    device = StaticDevice.objects.create(user=user, name="กระดาษ", confirmed=True)
    StaticToken.objects.bulk_create(
        StaticToken(device=device, token=code) for code in recovery_codes(secret)
    )


def _held(user: User) -> User:
    """The user's row, held: two devices can't be switched on at once, nor a code used twice."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _record(act: str, user: User, sentence: str, actor: User) -> None:
    record(act, user, sentence, actor=actor, institution=None)
