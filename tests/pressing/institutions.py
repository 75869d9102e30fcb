"""The forms about what an institution has: debts, registers, funds, committee, users."""

from debts.models import Loan, Register
from members.models import CommitteeMember, Institution, Job, Office, SavedFilter, User
from tests.pressing.press import DAY, OFFICER, Press, at, homes_of


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
        "debts:acknowledgments": Press(
            at("debts:acknowledgments", home.loans.first().pk),
            {"kind": "written", "on": DAY, "paper": "หนังสือ 1/2560", "step": "say"},
        ),
        "debts:rate": Press(
            at("debts:rate", Loan.objects.get(rate_percent=18).pk),
            {"outcome": "void", "decided_by": "นางนำ แบบอย่าง", "reason": "เกินอัตรา", "on": DAY},
        ),
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
    kept, job = SavedFilter.objects.get(), Job.objects.exclude(kind="make_volume").get()
    return {
        "members:filter_keep": Press(at("members:filter_keep", "households", q="4"), {"name": "สี่"}),
        "members:filter_remove": Press(at("members:filter_list")),
        "members:filter_rename": Press(at("members:filter_rename", kept.pk), {"name": "อื่น"}),
        "members:job_cancel": Press(at("members:job", job.pk)),
        "members:notice_open": Press(at("members:notices")),
        "members:notices_read": Press(at("members:notices")),
    }
