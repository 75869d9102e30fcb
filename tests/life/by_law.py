"""What the law asks on the way to a contract: a decision on unlawful interest, a route, papers."""

import random
from datetime import date

from django.db import transaction

from consolidation.cases import move, open_case
from consolidation.choosing_route import SignedPaper, cancel_paper, choose_route, paper_in
from consolidation.models import Case, Contract, DecidingPaper
from debts.models import Guarantor
from debts.rate_deciding import Decided, decide_rate
from members.models import Household, Institution, User
from tests.life.between_funds import baht, there
from tests.life.second_books import SecondBooks
from tests.life.second_law import LAWFUL, SecondCase, Signed


class ByLaw:
    """The part of the village's life in which the law is asked."""

    institution: Institution
    actor: User
    on: date
    second: SecondBooks

    def case_of(self, household: Household) -> Case:
        """The household's open case; without one, talks begin."""
        case = Case.objects.open().filter(household=household).first()
        if case is None:
            with transaction.atomic():
                case = open_case(household, on=self.on, actor=self.actor)
                move(case, Case.Status.NEGOTIATING, on=self.on, actor=self.actor)
        self.second.cases.setdefault(case.pk, SecondCase())
        return case

    def decide(self, household: Household, chance: random.Random) -> None:
        """A named person says of interest above the law that it is nothing, or what is kept."""
        owing = household.loans.owing().order_by("pk").values_list("pk", flat=True)
        second = self.second.loans
        above = [pk for pk in owing if (second[pk].percent or 0) > LAWFUL]
        pk = there(chance.choice(above) if above else None)
        keeps = chance.random() < 0.8
        kept = chance.choice([second[pk].interest] * 4 + [second[pk].lawful_interest])
        decided = Decided(
            "keep" if keeps else "void",
            "นายตัดสิน ทดลอง",
            "คำนวณใหม่ตามอัตราที่กฎหมายให้",
            self.on,
            interest=baht(kept) if keeps else None,
        )
        decide_rate(household.loans.get(pk=pk), decided, actor=self.actor)
        assert not keeps or 0 < kept <= second[pk].lawful_interest
        second[pk].kept = kept if keeps else None

    def choose(self, household: Household, chance: random.Random) -> None:
        """The legal route; the papers that are in stay in."""
        case = self.case_of(household)
        route = chance.choice(["novation", "novation", "transfer", "easing"])
        choose_route(household, route, reason="ตกลงกันในที่ประชุม", actor=self.actor)
        self.second.cases[case.pk].route = route

    def sign(self, household: Household, chance: random.Random) -> None:
        """All papers that the route still asks for, or one that it doesn't ask for."""
        case = self.case_of(household)
        second = self.second.cases[case.pk]
        owing = {pk: self.second.loans[pk] for pk in self._loans(household, case)}
        into = chance.choice([*self.institution.funds.values_list("pk", flat=True)])
        missing = [*second.missing(owing, into if chance.random() < 0.5 else 0)]
        guarantors = [one for loan in owing.values() for one in loan.guarantors]
        if (not missing or chance.random() < 0.2) and guarantors:
            missing = [
                (chance.choice(["consent", "release", "told"]), None, chance.choice(guarantors))
            ]
        for kind, loan, guarantor in there(missing):
            kind = "release" if kind == "consent" and chance.random() < 0.3 else kind
            paper = SignedPaper(kind, self.on, "นางลงชื่อ ทดลอง", loan=loan, guarantor=guarantor)
            made = paper_in(household, paper, on=self.on, actor=self.actor)
            moved = owing[loan].moved if kind in ("deed", "balance") else 0
            known = [one for one in second.papers if one.key == made.pk]
            second.papers += [] if known else [Signed(made.pk, kind, loan, guarantor, moved)]

    def _loans(self, household: Household, case: Case) -> list[int]:
        contract = case.contracts.exclude(status=Contract.Status.CANCELLED).first()
        if contract:
            return [*self.second.contracts[contract.pk].parts]
        return [*household.loans.owing().order_by("pk").values_list("pk", flat=True)]

    def tear_up(self, household: Household, chance: random.Random) -> None:
        """A paper that turned out wrong; what the contract rests on can't be cancelled."""
        papers = DecidingPaper.objects.filter(case__household=household, cancelled_on=None)
        paper = there(chance.choice([*papers.order_by("pk")] or [None]))
        second = self.second.cases[paper.case_id]
        cancel_paper(paper, reason="ลงชื่อผิดคน", on=self.on, actor=self.actor)
        standing = [
            one.status != "cancelled"
            for one in self.second.contracts.values()
            if one.case == paper.case_id
        ]
        assert second.may_go(paper.kind) or not any(standing)
        second.papers = [one for one in second.papers if one.key != paper.pk]

    def may_merge(self, case: int, loans: list[int], into: int) -> None:
        """No contract before the papers of its route are in."""
        second = self.second.cases.get(case, SecondCase())
        missing = [*second.missing({pk: self.second.loans[pk] for pk in loans}, into)]
        assert missing == [], f"contracted without {missing}"

    def guarantors_of(self, loan: int) -> tuple[int, ...]:
        found = Guarantor.objects.filter(loan=loan).order_by("pk")
        return tuple(found.values_list("pk", flat=True))
