"""Every form of the project once, filled in so that it does what it is for (``tests.filled``)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consolidation.models import Contract, Submission
from debts.models import Register
from members.models import (
    CommitteeMember,
    Expense,
    Household,
    Income,
    Institution,
    Job,
    Office,
    SavedFilter,
    User,
    VillageFigure,
)
from tests.crawling import Form

DAY = "15/8/2560"
TREASURER, OFFICER = "treasurer", "district_officer"
UNSEEN = {"sent_key", "csrfmiddlewaretoken", "file"}


@dataclass(frozen=True)
class Press:
    """What somebody types on a page and sends."""

    page: str
    typed: Mapping[str, Any] = field(default_factory=dict)
    who: str = TREASURER
    files: Mapping[str, str] = field(default_factory=dict)

    def sent(self, form: Form) -> dict[str, Any]:
        """What the form sends, but for its key."""
        fields = {one: value for one, value in form.data.items() if one not in UNSEEN}
        return fields | self.typed

    def attached(self) -> dict[str, SimpleUploadedFile]:
        return {
            name: SimpleUploadedFile("a.csv", text.encode()) for name, text in self.files.items()
        }


def at(name: str, /, *args: Any, **query: Any) -> str:
    return reverse(name, args=args, query=query)


def homes_of(institution: Institution) -> dict[str, Household]:
    return {one.house_number: one for one in institution.households.all()}


def presses(institution: Institution) -> dict[str, Press]:
    """By the name of the address that the form is sent to."""
    parts: list[Callable[[Institution], dict[str, Press]]] = [
        of_people,
        of_living,
        of_the_village,
        of_targets,
        of_sending,
        of_reviewing,
        of_contracts,
        of_debts,
        of_registers,
        of_founding,
        of_funds,
        of_the_committee,
        of_users,
        of_the_desk,
    ]
    return {name: press for part in parts for name, press in part(institution).items()}


def of_people(institution: Institution) -> dict[str, Press]:
    home, other = homes_of(institution)["40"], homes_of(institution)["32/1"]
    husband = other.persons.get(is_head=False)
    people = at("consolidation:people", other.pk)
    return {
        "consolidation:head": Press(people),
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
    home, contract = homes_of(institution)["43"], Contract.objects.get()
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
        "consolidation:pay": Press(
            at("consolidation:pay", contract.transfers.first().pk), {"on": DAY, "slip": "๙/๒๕๖๐"}
        ),
        "consolidation:undo": Press(at("consolidation:undo", contract.pk), {"reason": "ทำผิด"}),
    }


def of_debts(institution: Institution) -> dict[str, Press]:
    code, home = institution.code, homes_of(institution)["40"]
    account = institution.funds.get(kind="kkj").accounts.get()
    judged = {"ability": "able", "willingness": "willing", "own": "ตามที่ประชุม"}
    return {
        "debts:class_scheme": Press(
            at("debts:class_scheme", code, edit=1),
            {"result-0-name": "ดีเยี่ยม", "effective_on": DAY},
        ),
        "debts:classify": Press(at("debts:classify", home.pk), judged),
        "debts:loan_details": Press(
            at("debts:loan_details", code, home.pk, account.pk), {"new-0-principal": "900"}
        ),
    }


def of_registers(institution: Institution) -> dict[str, Press]:
    account = institution.funds.get(kind="kkj").accounts.get()
    draft, doubtful = Register.objects.filter(status="draft").order_by("pk")
    recorded = Register.objects.get(status="recorded")
    rows = "ชื่อ-สกุล,บ้านเลขที่,ยอดคงเหลือ\nนายก แบบอย่าง,99,100\n"
    return {
        "debts:discard": Press(draft.get_absolute_url()),
        "debts:doubts": Press(at("debts:doubts", doubtful.pk), {"answer": "{}"}),
        "debts:record": Press(draft.get_absolute_url()),
        "debts:register_new": Press(
            at("debts:register_new"), {"account": account.pk, "as_of": DAY}, files={"file": rows}
        ),
        "members:undo": Press(recorded.get_absolute_url()),
    }


def of_founding(institution: Institution) -> dict[str, Press]:
    code = institution.code
    place = {"subdistrict": "331206", "scope": "village", "moo": "3", "name": "หนองใหม่"}
    return {
        "members:found": Press(at("members:found", step="check", **place), who=OFFICER),
        "members:found_committee": Press(
            at("members:found_committee", code),
            {"chair-name": "นายอื่น แบบอย่าง", "chair-signs": "on"},
        ),
        "members:found_funds": Press(
            at("members:found_funds", code), {"village_fund-name": "กองทุนอื่น"}
        ),
        "members:name_correct": Press(at("members:name_correct", code), {"name": "บ้านอื่น"}),
    }


def of_funds(institution: Institution) -> dict[str, Press]:
    code, fund = institution.code, institution.funds.get(kind="village_fund")
    empty = institution.funds.get(kind="satja_group")
    return {
        "members:account_add": Press(at("members:account_add", fund.pk), {"number": "4"}),
        "members:fund_add": Press(
            at("members:fund_add", code), {"kind": "womens_fund", "name": "กองทุนสตรี"}
        ),
        "members:fund_take_out": Press(at("members:fund_take_out", empty.pk)),
        "members:rule_add": Press(
            at("members:rule_add", fund.pk), {"rate_percent": "5", "effective_on": DAY}
        ),
    }


def of_the_committee(institution: Institution) -> dict[str, Press]:
    chair = CommitteeMember.objects.get()
    seat = {"position": "secretary", "name": "นางจด แบบอย่าง", "started_on": DAY}
    return {
        "members:seat_add": Press(at("members:seat_add", institution.code), seat),
        "members:seat_correct": Press(
            at("members:seat_correct", chair.pk), {"phone": "0811111111"}
        ),
        "members:term_end": Press(at("members:term_end", chair.pk), {"on": DAY}),
    }


def of_users(institution: Institution) -> dict[str, Press]:
    new = User.objects.get(display_name="นางใหม่ แบบอย่าง")
    other = Institution.objects.exclude(pk=institution.pk).get(subdistrict="331206")
    told = {"name": "นายสาม แบบอย่าง", "username": "saam99", "on": DAY, "place": institution.pk}
    office = Office.objects.get(user=new)
    return {
        "members:office_end": Press(at("members:office_end", office.pk), who=OFFICER),
        "members:office_new": Press(
            at("members:office_new", new.pk), {"place": other.pk}, who=OFFICER
        ),
        "members:user_close": Press(at("members:user_close", new.pk), who=OFFICER),
        "members:user_code": Press(at("members:user_code", new.pk), who=OFFICER),
        "members:user_new": Press(at("members:user_new"), told, who=OFFICER),
    }


def of_the_desk(institution: Institution) -> dict[str, Press]:
    kept, job = SavedFilter.objects.get(), Job.objects.get()
    return {
        "members:filter_keep": Press(at("members:filter_keep", "households", q="4"), {"name": "สี่"}),
        "members:filter_remove": Press(at("members:filter_list")),
        "members:filter_rename": Press(at("members:filter_rename", kept.pk), {"name": "อื่น"}),
        "members:job_cancel": Press(at("members:job", job.pk)),
        "members:notice_open": Press(at("members:notices")),
        "members:notices_read": Press(at("members:notices")),
    }
