"""The forms about households, from their people to their contract."""

from datetime import date

from consolidation.models import Contract, Submission
from consolidation.receiving import repayment_version
from consolidation.repayment import repayment_of
from members.models import Expense, Income, Institution, VillageFigure
from tests.pressing.press import DAY, OFFICER, Press, at, homes_of


def of_people(institution: Institution) -> dict[str, Press]:
    home, other = homes_of(institution)["40"], homes_of(institution)["32/1"]
    mistaken = homes_of(institution)["99"]
    husband = other.persons.get(is_head=False)
    people = at("consolidation:people", other.pk)
    return {
        "consolidation:head": Press(people),
        "consolidation:household_out": Press(at("consolidation:people", mistaken.pk)),
        "consolidation:house": Press(at("consolidation:house", home.pk), {"house_number": "77"}),
        "consolidation:person": Press(
            at("consolidation:person", other.pk, husband.pk), {"occupation": "ทำนา"}
        ),
        "consolidation:person_new": Press(
            at("consolidation:person_new", home.pk), {"name": "นายเพิ่ม แบบอย่าง"}
        ),
    }


def of_living(institution: Institution) -> dict[str, Press]:
    home, line = homes_of(institution)["32/1"], {"what": "อื่น", "amount": "900", "when": "every"}
    kept = {"income": Income.objects.get(), "expense": Expense.objects.get()}
    people = at("consolidation:people", home.pk)
    found = {}
    for kind, one in kept.items():
        name = f"consolidation:{kind}"
        found |= {
            name: Press(at(name, home.pk, one.pk), line),
            f"{name}_new": Press(at(f"{name}_new", home.pk), line),
            f"{name}_remove": Press(people),
        }
    return found


def of_the_village(institution: Institution) -> dict[str, Press]:
    code, figure = institution.code, VillageFigure.objects.get()
    source = {"survey": "jpt", "year": "2567"}
    new = source | {"name": "อื่น", "value": "5", "unit": "คน"}
    table = source | {"rows": "คนจน\t5\tคน", "confirm": "1"}
    return {
        "consolidation:figure": Press(at("consolidation:figure", code, figure.pk), {"value": "5"}),
        "consolidation:figure_new": Press(at("consolidation:figure_new", code), new),
        "consolidation:figure_remove": Press(at("consolidation:village", code)),
        "consolidation:figure_table": Press(at("consolidation:figure_table", code), table),
    }


def of_targets(institution: Institution) -> dict[str, Press]:
    code, home = institution.code, homes_of(institution)["40"]
    reason = {f"reason-{home.pk}": "จำเป็น"}
    chosen = {"households": home.pk, "minutes_number": "9/2560", "on": DAY, **reason}
    return {
        "consolidation:criteria": Press(
            at("consolidation:criteria", home.pk), {"answer-lives_here": "yes"}
        ),
        "consolidation:criteria_set": Press(
            at("consolidation:criteria_set", code, edit=1),
            {"sentence-0": "ใหม่", "effective_on": DAY},
        ),
        "consolidation:select": Press(
            at("consolidation:select", home.pk),
            {"on": DAY, "document": "9/2560", "reason": "จำเป็น"},
        ),
        "consolidation:targets": Press(
            at("consolidation:targets", code, step="check", **chosen), {"step": "confirm"}
        ),
    }


def of_sending(institution: Institution) -> dict[str, Press]:
    home = homes_of(institution)
    papers = {"signed_on": DAY, "sign": "signature", "consents": "on"}
    return {
        "consolidation:confirm": Press(at("consolidation:confirm", home["40"].pk), papers),
        "consolidation:consent_back": Press(
            at("consolidation:consent_back", home["41"].pk), {"signed_on": DAY}
        ),
        "consolidation:registration": Press(
            at("consolidation:registration", institution.code),
            {"households": [home["41"].pk], "on": "30/6/2560"},
        ),
        "consolidation:correct": Press(
            at("consolidation:correct", home["43"].pk), {"reason": "พิมพ์ผิด"}
        ),
    }


def of_reviewing(institution: Institution) -> dict[str, Press]:
    sent = {one.case.household.house_number: one for one in Submission.objects.order_by("version")}
    review = at("consolidation:review", sent["42"].pk)
    return {
        "consolidation:approve_clean": Press(
            at("consolidation:approve_clean", institution.code),
            {"submissions": [sent["46"].pk]},
            who=OFFICER,
        ),
        "consolidation:review": Press(review, {"decision": "approve"}, who=OFFICER),
        "consolidation:review_keys": Press(review, {"keys": "off"}, who=OFFICER),
        "consolidation:withdraw": Press(
            at("consolidation:submission", sent["43"].pk), {"reason": "ให้ผ่านผิด"}, who=OFFICER
        ),
    }


def of_contracts(institution: Institution) -> dict[str, Press]:
    home, contract = (
        homes_of(institution)["43"],
        Contract.objects.get(household__house_number="32/1"),
    )
    loans = [*home.loans.values_list("pk", flat=True)]
    chosen = {
        "loans": loans,
        "into": home.loans.first().account.fund_id,
        "borrower": home.persons.get().pk,
        "on": DAY,
    }
    return {
        "consolidation:merge": Press(
            at("consolidation:merge", home.pk, step="check", **chosen), {"step": "confirm"}
        ),
        "consolidation:negotiate": Press(
            at("consolidation:negotiate", home.pk),
            {"step": "round", "present": "ทุกกองทุน", "on": DAY, f"answer-{loans[0]}": "proposed"},
        ),
        "consolidation:pay": Press(
            at("consolidation:pay", contract.transfers.first().pk), {"on": DAY, "slip": "๙/๒๕๖๐"}
        ),
        "consolidation:papers_in": Press(
            at("consolidation:papers_in", home.pk),
            {"step": "route", "route": "easing", "reason": "ที่ประชุมเห็นชอบ"},
        ),
        "consolidation:undo": Press(at("consolidation:undo", contract.pk), {"reason": "ทำผิด"}),
    }


def of_guarantors(institution: Institution) -> dict[str, Press]:
    contract = Contract.objects.get(household=homes_of(institution)["49"])
    guarantor = contract.guarantors.get()
    new = {"name": "นางใหม่ ค้ำด้วย", "most": "900", "until": "1/8/2580"}
    return {
        "consolidation:guarantors": Press(at("consolidation:guarantors", contract.pk), new),
        "consolidation:guarantor_release": Press(
            at("consolidation:guarantor_release", guarantor.pk), {"on": DAY, "reason": "ย้ายบ้าน"}
        ),
        "consolidation:guarantor_tell": Press(
            at("consolidation:guarantor_tell", guarantor.pk), {"proof": "ลงชื่อรับ"}
        ),
        "consolidation:signatures": Press(
            at("consolidation:signatures", contract.pk), {"borrower": "signed"}
        ),
        "consolidation:signature_back": Press(
            at("consolidation:signature_back", contract.signatures.first().pk),
            {"reason": "เลือกชื่อผิด"},
        ),
        "consolidation:default_step": Press(
            at("consolidation:default_step", contract.pk), {"step": "mark", "reason": "ค้าง"}
        ),
    }


def of_repayment(institution: Institution) -> dict[str, Press]:
    homes = homes_of(institution)
    paid = Contract.objects.get(household=homes["48"])
    contract = Contract.objects.get(household=homes["47"])
    receipt = contract.receipts.get()
    bounced = Contract.objects.get(household=homes["55"]).receipts.get()
    seen = repayment_version(contract)
    due = repayment_of(contract, on=date(2018, 8, 1)).due
    many = {f"amount-{contract.pk}": "50", f"due-{contract.pk}": due}
    said = {"on": DAY, "amount": "50", "payer": "นายชำระ", "rest": "next_instalments"}
    return {
        "consolidation:receive": Press(
            at("consolidation:receive", contract.pk), {**said, "step": "save", "seen": seen}
        ),
        "consolidation:receipt_reverse": Press(
            at("consolidation:receipt_reverse", receipt.pk), {"reason": "พิมพ์ผิด"}
        ),
        "consolidation:contract_reopen": Press(
            at("consolidation:contract_reopen", bounced.pk),
            {"reason": "โอนไม่สำเร็จ", "paper": "หนังสือธนาคาร 1/2561"},
        ),
        "consolidation:contract_close": Press(
            at("consolidation:contract_close", paid.pk), {"on": DAY}
        ),
        "consolidation:due_day": Press(
            at("consolidation:due_day", institution.code, on="1/8/2561"),
            {**many, "on": "1/8/2561", "step": "save"},
        ),
    }
