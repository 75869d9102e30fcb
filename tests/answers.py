"""Who hears what at every address: the one table that ``tests/test_every_address.py`` asks by.

A kind of address says two rows of letters, for GET and for POST. Each letter is the answer to one
person, in the order of ``WHO``: four committees (the one whose object is asked for, its sister's in
the same district, one in another district, one in another province); three district officers (its
own, of another district, in another province); two province officers (its own, another); the
department and the administrator; and whoever has not signed in.

A new URL belongs to the first kind below whose letters are true for it. Where none is, think first
whether the page is right: outside one's scope nothing is there (``n``); what is inside it, but not
one's own to do, is refused in words (``f``).
"""

from dataclasses import dataclass

LETTERS = {
    "s": "shown (200)",
    "g": "led on (302)",
    "a": "shown or led on (200 or 302), as what is sent is right or not",
    "f": "refused in words (403)",
    "n": "not found (404)",
    "m": "not by this method (405)",
    "i": "led to the sign-in page (302)",
}


@dataclass(frozen=True)
class Kind:
    """Addresses that answer alike: ``members`` and so on name them within their app."""

    what: str
    get: str
    post: str
    members: str = ""
    debts: str = ""
    consolidation: str = ""
    reports: str = ""
    of_no_app: str = ""

    def names(self) -> list[str]:
        apps = ("members", "debts", "consolidation", "reports")
        named = [f"{app}:{name}" for app in apps for name in getattr(self, app).split()]
        return [*named, *self.of_no_app.split()]


KINDS = (
    Kind(
        "a list of all that is one's own to see, whoever asks",
        get="ssss sss ss ss i",
        post="ssss sss ss ss i",
        members="filter_keep filter_list fund_list job_list notices",
        debts="class_households class_summary grid_home register_list",
        consolidation="contract_list contract_list_file home household_list household_list_file"
        " matrix matrix_file reviews",
        reports="dashboards index",
    ),
    Kind(
        "the same, with a form on it where there is only one's own institution",
        get="ssss sss ss ss i",
        post="ssss sff sf ss i",
        consolidation="targets_home",
    ),
    Kind(
        "a page about oneself",
        get="ssss sss ss ss i",
        post="ssss sss ss ss i",
        members="own_password stay",
    ),
    Kind(
        "a page to read, for whoever has the institution in scope",
        get="snnn snn sn ss i",
        post="snnn snn sn ss i",
        members="found_check",
        debts="nearly_barred payoff register",
        consolidation="afford arrears arrears_file contract contract_default default_list"
        " fund_account guarantor_list household letter_list month months netting people"
        " receipt reviews_of slip start submission village",
        reports="certified certified_file certified_reports"
        " dashboard figure"
        " district_form district_form_file household_papers issued_file issued_papers"
        " made_file paper_draft repayment_card_file report report_file reports_of"
        " survey_form_file",
    ),
    Kind(
        "a paper as it was issued, or the page that issues it",
        get="annn ann an aa i",
        post="annn ann an aa i",
        reports="closing_letter_file contract_file receipt_file",
    ),
    Kind(
        "a page on which whoever reads it has something made",
        get="snnn snn sn ss i",
        post="gnnn gnn gn gg i",
        reports="volume",
    ),
    Kind(
        "a page that its institution writes and those above it read",
        get="snnn snn sn ss i",
        post="annn fnn fn ff i",
        debts="acknowledgments class_scheme classify grid loan_details",
        consolidation="criteria criteria_set holder holders netting_of targets"
        " guarantors signatures",
        reports="paper",
    ),
    Kind(
        "an act of the committee, no page for anybody else",
        get="snnn fff ff ff i",
        post="annn fff ff ff i",
        members="fund_cash",
        debts="rate register_errors register_template",
        consolidation="confirm consent_back contract_close correct due_day expense expense_new"
        " contract_reopen"
        " month_close terms terms_back"
        " negotiate"
        " figure figure_new figure_table house income income_new merge papers papers_in pay person"
        " person_new"
        " receipt_reverse receive registration registration_papers registration_sent select undo"
        " netting_answer netting_cancel slip_new slip_reverse"
        " default_step guarantor_release guarantor_tell signature_back",
    ),
    Kind(
        "a button of the committee, without a page of its own",
        get="gnnn fff ff ff i",
        post="annn fff ff ff i",
        debts="classify_next discard doubts grid_drop grid_row grid_unpaste ledger_totals"
        " read_register record",
        consolidation="answers_next confirm_next expense_remove figure_remove head household_out"
        " income_remove netting_net",
        reports="receipts_of_day_file",
    ),
    Kind(
        "what a committee does from a list of its own, and no officer does",
        get="ssss fff ff ff i",
        post="aaaa fff ff ff i",
        debts="register_new",
        consolidation="practice registration_home",
    ),
    Kind(
        "the way out of practice, where nobody practises",
        get="gggg fff ff ff i",
        post="gggg fff ff ff i",
        consolidation="practice_leave practice_remove",
    ),
    Kind(
        "setting an institution up: its committee's, once that has a user",
        get="snnn fnn fn ff i",
        post="annn fnn fn ff i",
        members="account_add found_committee found_funds fund_add fund_take_out name_correct"
        " rule_add seat_add seat_correct term_end",
    ),
    Kind(
        "certifying one's own report: a village's by its committee, an area's by its officers",
        get="snnn fnn fn ff i",
        post="annn fnn fn ff i",
        reports="certify_report",
    ),
    Kind(
        "sending a village's report back: its own district's officers do",
        get="ffff snn fn ff i",
        post="ffff ann fn ff i",
        reports="report_return",
    ),
    Kind(
        "a province's periods, for its officers and those above it",
        get="nnnn nnn sn ss i",
        post="nnnn nnn sn ss i",
        reports="periods",
    ),
    Kind(
        "closing a province's periods: its own officers do",
        get="ffff fff sn ff i",
        post="ffff fff an ff i",
        reports="period_close period_open",
    ),
    Kind(
        "checking a paper's code, signed in or not",
        get="ssss sss ss ss s",
        post="ssss sss ss ss s",
        of_no_app="check check_code",
    ),
    Kind(
        "the button that takes an act back",
        get="gnnn fnn fn ff i",
        post="gnnn fnn fn ff i",
        members="undo",
    ),
    Kind(
        "a committee's own, not there for any officer",
        get="snnn nnn nn nn i",
        post="annn nnn nn nn i",
        members="filter_rename job",
    ),
    Kind(
        "a button of what is a committee's own, or of one person alone",
        get="gnnn nnn nn nn i",
        post="gnnn nnn nn nn i",
        members="filter_remove job_cancel notice_open",
    ),
    Kind(
        "who looked, and what was changed: for the institution and its district",
        get="snnn snn ff ff i",
        post="snnn snn ff ff i",
        members="access_log changes",
    ),
    Kind(
        "the district's decision on one submission; the others are led to what was sent",
        get="gnnn snn gn gg i",
        post="fnnn ann fn ff i",
        consolidation="review",
    ),
    Kind(
        "the district's decision on what is clean",
        get="fnnn snn fn ff i",
        post="fnnn ann fn ff i",
        consolidation="approve_clean",
    ),
    Kind(
        "what its district alone may open again",
        get="ffff snn ff ff i",
        post="ffff ann ff ff i",
        consolidation="month_open",
    ),
    Kind(
        "the button that takes the district's decision back; it stands on what was sent",
        get="gnnn gnn gn gg i",
        post="fnnn ann fn ff i",
        consolidation="withdraw",
    ),
    Kind(
        "founding an institution: for districts, and the administrator",
        get="ffff sss ff fs i",
        post="ffff aaa ff fa i",
        members="found",
    ),
    Kind(
        "the wordings of papers: the administrator's",
        get="ffff fff ff fs i",
        post="ffff fff ff fs i",
        reports="wording wording_file wording_list",
    ),
    Kind(
        "writing a further one",
        get="ffff fff ff fs i",
        post="ffff fff ff fa i",
        reports="wording_edit",
    ),
    Kind(
        "the first user of an institution: its district's, and the administrator's",
        get="ffff snn ff fs i",
        post="ffff ann ff fa i",
        members="found_user",
    ),
    Kind(
        "the users one looks after",
        get="ffff sss ss fs i",
        post="ffff aaa aa fa i",
        members="user_history user_new users",
    ),
    Kind(
        "a committee's user: for its district and the administrator; a province has its officers",
        get="ffff snn nn fs i",
        post="ffff ann nn fa i",
        members="code_paper office_end office_new user user_close user_code user_second_step",
    ),
    Kind(
        "the second step at sign-in: of those above the committees, each for themselves",
        get="ffff sss ss ss i",
        post="ffff aaa aa aa i",
        members="second_step",
    ),
    Kind(
        "the same, where it is not on",
        get="ffff ggg gg gg i",
        post="ffff ggg gg gg i",
        members="second_step_off second_step_papers",
    ),
    Kind(
        "done for oneself, in what belongs to no institution",
        get="gggg ggg gg gg i",
        post="gggg ggg gg gg i",
        members="kept kept_send notices_read text_size",
        consolidation="review_keys review_next",
    ),
    Kind(
        "another of one's offices, where nobody has two",
        get="gggg ggg gg gg i",
        post="nnnn nnn nn nn i",
        members="switch_office",
    ),
    Kind(
        "the sign-in page",
        get="gggg ggg gg gg s",
        post="gggg ggg gg gg s",
        members="sign_in",
    ),
    Kind(
        "a further step of signing in, where nobody has begun to",
        get="iiii iii ii ii i",
        post="iiii iii ii ii i",
        members="keep second_step_code",
    ),
    Kind(
        "the way out",
        get="mmmm mmm mm mm i",
        post="iiii iii ii ii i",
        members="sign_out",
    ),
)

LISTS = {name for kind in KINDS[:2] for name in kind.names()}
"""Addresses without an object: everybody may ask for them, and sees what is theirs."""
OF = {name: kind for kind in KINDS for name in kind.names()}
"""The kind of every address, by the address' name."""


def letter(name: str, method: str, place: int) -> str:
    """What whoever stands at that place of ``WHO`` hears at the address."""
    return getattr(OF[name], method).replace(" ", "")[place]


def is_answer(letter: str, status: int, location: str) -> bool:
    """Whether the answer is the one that the letter stands for."""
    if status == 302:
        return letter == "i" if location == "/sign-in/" else letter in "ga"
    return (letter, status) in {("s", 200), ("a", 200), ("f", 403), ("n", 404), ("m", 405)}
