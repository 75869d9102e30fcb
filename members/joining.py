"""Acts: funds join an institution, with their accounts and their rules from a day on."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max, Model, ProtectedError

from fundinst.errors import Refusal, Refused
from fundinst.thai import clean
from members.audit import record
from members.models import AuditEntry, Fund, FundAccount, FundRule, Institution, RateTier, User
from members.rule_terms import Terms, refusals_of_terms, terms_of_rule
from members.terms import StatedFund, refusals_of_accounts, refusals_to_join
from members.undoing import undoes
from members.versions import refusals_if_other, version_of

ABBREVIATIONS = {
    Fund.Kind.VILLAGE_FUND: "กทบ.",
    Fund.Kind.SAVINGS_GROUP: "กอพ.",
    Fund.Kind.KKJ: "กข.คจ.",
    Fund.Kind.WOMENS_FUND: "กพส.",
    Fund.Kind.SATJA: "กสจ.",
    Fund.Kind.OCCUPATION: "กอช.",
    Fund.Kind.OTHER: "กท.",
}

ALIASES = {
    Fund.Kind.VILLAGE_FUND: ["กทบ.", "กองทุนหมู่บ้านและชุมชนเมือง", "กองทุนเงินล้าน", "เงินล้าน"],
    Fund.Kind.SAVINGS_GROUP: ["กลุ่มออมทรัพย์", "ออมทรัพย์", "ออมทรัพย์เพื่อการผลิต"],
    Fund.Kind.KKJ: ["กขคจ", "กข.คจ", "โครงการแก้ไขปัญหาความยากจน", "กองทุน กข.คจ."],
}


@transaction.atomic(durable=True)
def add_fund(institution: Institution, stated: StatedFund, *, actor: User) -> Fund:
    """A further fund joins. Raises Refused for a name that is taken or terms beyond the law."""
    institution = held(institution)
    if refusals := [*refusals_to_join(institution, stated)]:
        raise Refused(refusals)

    return join(institution, stated, actor)


@transaction.atomic(durable=True)
def add_account(fund: Fund, *, number: int, name: str = "", actor: User) -> FundAccount:
    """The fund keeps loans in a further account; told twice, it is one. Raises Refused."""
    held(fund.institution)
    if existing := fund.accounts.filter(number=number).first():
        return existing
    numbers = [*fund.accounts.values_list("number", flat=True), number]
    if refusals := [*refusals_of_accounts(numbers)]:
        raise Refused(refusals)

    return _open_account(fund, number, clean(name), actor)


@transaction.atomic(durable=True)
def write_rule(fund: Fund, terms: Terms, *, actor: User, seen: str | None = None) -> FundRule:
    """The fund's rules from a day on; those of earlier days stand for the loans made under them.

    Told the very same again, they are those; told others of the same day, these take their place
    while no loan or contract was made under them. ``seen`` is the ``fund_version`` that the page
    was opened with. Raises Refused once one was, where others wrote the rule of that day meanwhile,
    for terms beyond the law or that contradict each other, or without any.
    """
    held(fund.institution)
    Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)  # no contract is made meanwhile
    there = fund.rules.filter(effective_on=terms.effective_on).first()
    if there and terms_of_rule(there) == terms:
        return there
    refusals = [*refusals_of_terms(fund.kind, terms), *_refusals_of_nothing(terms)]
    if there:
        refusals += refusals_if_other(seen, fund_version(fund))
    if refusals:
        raise Refused(refusals)

    if there:
        _make_room(there)
    return rule_from(fund, terms, actor, instead_of=there)


def _refusals_of_nothing(terms: Terms) -> Iterator[Refusal]:
    if not terms.says_something:
        yield Refusal(
            "rule_says_nothing", "", "กรุณากรอกอัตราดอกเบี้ย วงเงิน หรือระยะเวลา อย่างน้อย 1 อย่าง"
        )


def _make_room(rule: FundRule) -> None:
    """Take out a rule that nothing was made under yet; what it said stays in its history."""
    try:
        RateTier.objects.filter(rule_id=rule.pk).delete()
        FundRule.objects.get(pk=rule.pk).delete()
    except ProtectedError as used:
        sentence = "วันนั้นมีระเบียบอยู่แล้ว และมีหนี้หรือสัญญาที่ใช้ระเบียบนั้นแล้ว จึงแก้ไม่ได้ ให้ใส่วันถัดไปที่ระเบียบใหม่มีผล"
        raise Refused([Refusal("rule_once_a_day", "", sentence)]) from used


@transaction.atomic(durable=True)
def take_fund_out(fund: Fund, *, actor: User, seen: str | None = None) -> Institution:
    """A fund that joined by mistake goes.

    ``seen`` is the ``fund_version`` that the page was opened with. Raises Refused when others
    changed it since, or once a register or a loan is in it.
    """
    institution = held(fund.institution)
    if changed := [*refusals_if_other(seen, fund_version(fund))]:
        raise Refused(changed)

    leave(fund, actor)
    return institution


def fund_version(fund: Fund) -> str:
    """The version of a fund: its name, its accounts, its rules with their tiers."""
    accounts = fund.accounts.order_by("number").values_list("number", "name")
    rules = fund.rules.order_by("pk").values_list()
    tiers = RateTier.objects.filter(rule__fund=fund).order_by("pk").values_list()
    return version_of([fund.pk, fund.name, [*accounts], [*rules], [*tiers]])


def in_words(fund: Fund) -> str:
    """What stands of the fund, in a line."""
    accounts = ", ".join(str(account) for account in fund.accounts.order_by("number"))
    return f"{fund} {accounts} ระเบียบ {fund.rules.count()} ฉบับ"


def held(institution: Institution) -> Institution:
    """Hold the institution's row until the end of the caller's transaction."""
    return Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)


def join(institution: Institution, stated: StatedFund, actor: User) -> Fund:
    """Inside the caller's transaction, after the refusals were asked."""
    position = (institution.funds.aggregate(last=Max("position"))["last"] or 0) + 1
    fund = Fund.objects.create(
        institution=institution,
        code=f"{institution.code}-{position:02d}",
        kind=stated.kind,
        name=stated.called,
        abbreviation=_free_abbreviation(institution, stated.kind, position),
        aliases=ALIASES.get(stated.kind, []),
        position=position,
    )
    for number in sorted(set(stated.accounts)):
        FundAccount.objects.create(fund=fund, number=number, name=f"บัญชี {number}")
    _write_down("fund_added", fund, fund, f"เพิ่มกองทุนสมาชิก{fund}", actor)
    if stated.terms and stated.terms.says_something:
        rule_from(fund, stated.terms, actor)
    return fund


def _free_abbreviation(institution: Institution, kind: str, position: int) -> str:
    abbreviation = ABBREVIATIONS[Fund.Kind(kind)]
    taken = institution.funds.filter(abbreviation=abbreviation).exists()
    return f"{abbreviation}{position}" if taken else abbreviation


def _open_account(fund: Fund, number: int, name: str, actor: User) -> FundAccount:
    account = FundAccount.objects.create(fund=fund, number=number, name=name or f"บัญชี {number}")
    _write_down("account_added", account, fund, f"เพิ่ม{account}ของ{fund}", actor)
    return account


def rule_from(
    fund: Fund, terms: Terms, actor: User, *, instead_of: FundRule | None = None
) -> FundRule:
    """Inside the caller's transaction, after the refusals were asked.

    ``instead_of`` is the rule of the same day in whose place it comes: nothing to go back to.
    """
    rule = FundRule.objects.create(fund=fund, effective_on=terms.effective_on, **terms.values())
    RateTier.objects.bulk_create(
        RateTier(rule=rule, above=tier.above, percent=tier.percent) for tier in terms.tiers
    )
    act, sentence = ("rule_corrected", "แก้") if instead_of else ("rule_written", "บันทึก")
    _write_down(act, rule, fund, f"{sentence}ระเบียบของ{fund}", actor)
    return rule


def leave(fund: Fund, actor: User) -> None:
    """Inside the caller's transaction. Raises Refused when anything stands on the fund."""
    institution, name = fund.institution, fund.name
    try:
        RateTier.objects.filter(rule__fund=fund).delete()
        fund.rules.all().delete()
        fund.accounts.all().delete()
        fund.delete()
    except ProtectedError as standing:
        raise Refused([_in_use(name)]) from standing
    record(
        "fund_taken_out",
        institution,
        f"เอากองทุน{name}ออก เพราะใส่ผิด",
        actor=actor,
        institution=institution,
    )


def _in_use(what: str) -> Refusal:
    return Refusal("fund_in_use", "", f"{what} มีทะเบียนหรือหนี้อยู่ในระบบแล้ว จึงเอาออกไม่ได้")


@undoes("fund_added")
def take_back_fund(entry: AuditEntry, actor: User) -> None:
    leave(_still_there(Fund, entry), actor)


@undoes("account_added")
def take_back_account(entry: AuditEntry, actor: User) -> None:
    _take_back(_still_there(FundAccount, entry))


@undoes("rule_written")
def take_back_rule(entry: AuditEntry, actor: User) -> None:
    rule = _still_there(FundRule, entry)
    RateTier.objects.filter(rule_id=rule.pk).delete()
    _take_back(rule)


def _still_there(model: type[Model], entry: AuditEntry) -> Model:
    row = model.objects.filter(pk=entry.before["pk"]).first()
    if row is None:
        raise Refused([Refusal("gone_already", "", "เอาออกไปแล้ว ไม่ต้องเลิกทำอีก")])
    return row


def _take_back(row: FundAccount | FundRule) -> None:
    try:
        row.delete()
    except ProtectedError as standing:
        raise Refused([_in_use(str(row))]) from standing


def _write_down(act: str, subject: Model, fund: Fund, sentence: str, actor: User) -> None:
    record(
        act,
        subject,
        sentence,
        actor=actor,
        institution=fund.institution,
        before={"pk": subject.pk},
    )
