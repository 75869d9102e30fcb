"""The three legal routes from old loans to the one contract, and the papers each asks for.

Data and arithmetic of the law alone, without the database. A route decides what becomes of the old
debt, its guarantors and its security, and which papers must be in before anything closes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

NOVATION, TRANSFER, EASING = "novation", "transfer", "easing"

BALANCE, AGREEMENT, DEED, NOTICE = "balance", "agreement", "deed", "notice"
CONSENT, RELEASE, TOLD = "consent", "release", "told"

TELL_WITHIN = timedelta(days=60)
"""In which a guarantor is told of a reduction, from the day it was agreed (ป.พ.พ. ๖๙๑)."""


@dataclass(frozen=True, slots=True)
class Route:
    """A legal route (วิธีทางกฎหมาย) in words, each with the section behind it.

    ``effects`` are pairs of what it is about and what becomes of it.
    """

    code: str
    name: str
    when: str
    effects: tuple[tuple[str, str], ...]


ROUTES = (
    Route(
        NOVATION,
        "แปลงหนี้ใหม่",
        "ทำสัญญาใหม่แทนหนี้เดิมทั้งหมด ใช้วิธีนี้ถ้าไม่ได้เลือกวิธีอื่น",
        (
            ("หนี้เดิม", "สิ้นสุดเมื่อลงชื่อในสัญญาใหม่ (ป.พ.พ. มาตรา ๓๔๙)"),
            (
                "ผู้ค้ำประกันเดิม",
                "พ้นความรับผิดทุกคน (มาตรา ๖๙๘) ถ้ายังต้องมีคนค้ำ ต้องทำสัญญาค้ำประกันใหม่",
            ),
            ("จำนองหรือจำนำ", "ไม่ตามมาด้วย เว้นแต่ตกลงกันไว้และเจ้าของทรัพย์ยินยอม (มาตรา ๓๕๒)"),
            ("ถ้าสัญญาใหม่ใช้ไม่ได้", "หนี้เดิมกลับมา (มาตรา ๓๕๑)"),
            (
                "เอกสาร",
                "สัญญาใหม่ที่ครัวเรือนและกองทุนลงชื่อก็พอ ส่วนที่ลดให้ต้องมีหนังสือของกองทุนเดิม (มาตรา ๓๔๐) "
                "ทำสัญญาแล้วส่งหนังสือปลดให้ผู้ค้ำประกันเดิม",
            ),
        ),
    ),
    Route(
        TRANSFER,
        "โอนสิทธิเรียกร้อง",
        "กองทุนเดิมโอนสิทธิให้กองทุนที่จะถือสัญญา ใช้เมื่ออยากให้ผู้ค้ำประกันเดิมค้ำต่อ",
        (
            ("หนี้เดิม", "ไม่สิ้นสุด เปลี่ยนเจ้าหนี้เป็นกองทุนที่ถือสัญญา (ป.พ.พ. มาตรา ๓๐๓, ๓๐๖)"),
            (
                "ผู้ค้ำประกันเดิม",
                "ค้ำต่อ (มาตรา ๓๐๕) แต่คนที่ไม่ยินยอมให้ยืดเวลาชำระ อาจพ้นความรับผิด (มาตรา ๗๐๐)",
            ),
            ("จำนองหรือจำนำ", "ตามไปด้วย (มาตรา ๓๐๕)"),
            ("ถ้าการโอนใช้ไม่ได้", "กองทุนเดิมยังเป็นเจ้าหนี้"),
            (
                "เอกสาร",
                "หนังสือโอนสิทธิและหนังสือรับรองยอดของหนี้ทุกรายการจากกองทุนอื่น "
                "กับหนังสือบอกกล่าวหรือความยินยอมที่ครัวเรือนลงชื่อ ต้องครบก่อนทำสัญญา",
            ),
        ),
    ),
    Route(
        EASING,
        "ผ่อนผันโดยหนี้เดิมไม่ระงับ",
        "ตกลงวันและวิธีชำระใหม่ โดยหนี้เดิมยังอยู่ ใช้เมื่อกองทุนไม่ยอมให้หนี้เดิมสิ้นสุด",
        (
            ("หนี้เดิม", "ยังอยู่ เพียงชำระรวมกันตามแผนใหม่"),
            (
                "ผู้ค้ำประกันเดิม",
                "ค้ำต่อเฉพาะคนที่ลงชื่อยินยอมให้ยืดเวลา คนที่ไม่ยินยอมพ้นความรับผิด (ป.พ.พ. มาตรา ๗๐๐)",
            ),
            ("จำนองหรือจำนำ", "ยังอยู่กับหนี้เดิม"),
            ("ถ้าไม่ทำตามข้อตกลง", "กองทุนเดิมเรียกตามหนี้เดิมได้ หักส่วนที่ชำระแล้ว"),
            (
                "เอกสาร",
                "บันทึกข้อตกลงที่ครัวเรือนและกองทุนเดิมทุกกองทุนลงชื่อ "
                "กับความยินยอมหรือหนังสือปลดของผู้ค้ำประกันเดิมทุกคน ต้องครบก่อนทำสัญญา",
            ),
        ),
    ),
)


def route_named(code: str) -> Route:
    """The route of that code; novation where none was chosen."""
    return next((route for route in ROUTES if route.code == code), ROUTES[0])


@dataclass(frozen=True, slots=True)
class OldGuarantor:
    """Who stands for an old loan."""

    pk: int
    name: str


@dataclass(frozen=True, slots=True)
class OldLoan:
    """An old loan: ``name`` as people tell it from others, and its creditor fund."""

    pk: int
    name: str
    fund_id: int
    fund: str
    borrower: str
    guarantors: tuple[OldGuarantor, ...] = ()
    borrower_id: int | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """That something of a loan was waived or capitalised, by which paper of which day."""

    paper: str
    on: date


@dataclass(frozen=True, slots=True)
class Need:
    """A paper that a route asks for: any of ``kinds``, the first is the usual one.

    ``is_due_after``: it isn't waited for, but due once the contract is made, ``by`` a day where the
    law names one. ``given`` is the paper that is in already, where another record holds it.
    ``signer`` is who usually signs it; ``borrower`` whose notice it is.
    """

    kinds: tuple[str, ...]
    about: str
    why: str
    clause: str
    signer: str
    loan: int | None = None
    guarantor: int | None = None
    borrower: int | None = None
    is_due_after: bool = False
    by: date | None = None
    given: str = ""

    @property
    def kind(self) -> str:
        return self.kinds[0]

    def is_met_by(
        self, kind: str, loan: int | None, guarantor: int | None, borrower: int | None = None
    ) -> bool:
        """Whether a paper of that kind, loan (and its borrower) and guarantor is this one.

        An agreement of the whole case speaks of each of its loans, a notice of its borrower's.
        """
        if kind not in self.kinds:
            return False
        if self.guarantor is not None:
            return guarantor == self.guarantor
        if self.kind == NOTICE:
            return borrower is not None and borrower == self.borrower
        return loan == self.loan or (kind == AGREEMENT and loan is None)


def papers_needed(
    route: str,
    loans: Sequence[OldLoan],
    *,
    holder: int | None = None,
    waived: Mapping[int, Waiver] | None = None,
) -> list[Need]:
    """The papers that these loans need on this route, in the order of the law.

    ``holder`` is the fund that shall hold the contract (its key): what it is owed itself needs no
    transfer; None asks for every loan's. ``waived`` says by loan what was let go, on which paper.
    """
    waived = waived or {}
    needs = [*_of_waivers(loans, waived)]
    if route == TRANSFER:
        return [*needs, *_of_transfer(loans, holder, waived)]
    if route == EASING:
        return [*needs, *_of_easing(loans, waived)]
    return [*needs, *_of_novation(loans, waived)]


def _of_waivers(loans: Sequence[OldLoan], waived: Mapping[int, Waiver]) -> Iterator[Need]:
    for loan in loans:
        if loan.pk in waived:
            yield Need(
                (AGREEMENT,),
                loan.name,
                "กองทุนลดหนี้หรือทบดอกเบี้ย ต้องตกลงเป็นหนังสือ",
                "ป.พ.พ. มาตรา ๓๔๐, ๖๕๕",
                loan.fund,
                loan=loan.pk,
                given=waived[loan.pk].paper,
            )


def _of_novation(loans: Sequence[OldLoan], waived: Mapping[int, Waiver]) -> Iterator[Need]:
    for loan, guarantor in _guarantors(loans):
        waiver = waived.get(loan.pk)
        yield Need(
            (RELEASE,),
            f"{guarantor.name} ผู้ค้ำประกัน {loan.name}",
            "หนี้เดิมสิ้นสุด ผู้ค้ำประกันพ้นความรับผิด ให้ส่งหนังสือปลดหลังทำสัญญา",
            "ป.พ.พ. มาตรา ๖๙๘",
            loan.fund,
            loan=loan.pk,
            guarantor=guarantor.pk,
            is_due_after=True,
            by=waiver.on + TELL_WITHIN if waiver else None,
        )


def _of_transfer(
    loans: Sequence[OldLoan], holder: int | None, waived: Mapping[int, Waiver]
) -> Iterator[Need]:
    moved = [loan for loan in loans if loan.fund_id != holder]
    for loan in moved:
        deed = "การโอนสิทธิเรียกร้องต้องทำเป็นหนังสือ"
        yield Need((DEED,), loan.name, deed, "ป.พ.พ. มาตรา ๓๐๖", loan.fund, loan=loan.pk)
        balance = "กองทุนเดิมรับรองว่าโอนหนี้ยอดเท่าใด"
        yield Need((BALANCE,), loan.name, balance, "", loan.fund, loan=loan.pk)
    # Each debtor is told of their own (ป.พ.พ. ๓๐๖): one household may have several borrowers.
    firsts: dict[int | None, OldLoan] = {}
    for loan in moved:
        firsts.setdefault(loan.borrower_id, loan)
    for loan in firsts.values():
        yield Need(
            (NOTICE,),
            loan.borrower,
            "การโอนผูกพันผู้กู้แต่ละคนเมื่อได้รับหนังสือบอกกล่าว หรือยินยอมเป็นหนังสือ",
            "ป.พ.พ. มาตรา ๓๐๖",
            loan.borrower,
            loan=loan.pk,
            borrower=loan.borrower_id,
        )
    for loan, guarantor in _guarantors(loans):
        yield _consent(loan, guarantor, is_due_after=True)
    yield from _told(loans, waived)


def _of_easing(loans: Sequence[OldLoan], waived: Mapping[int, Waiver]) -> Iterator[Need]:
    signers = ["ครัวเรือน", *dict.fromkeys(loan.fund for loan in loans)]
    yield Need(
        (AGREEMENT,),
        "หนี้ทุกรายการที่จะรวม",
        "ข้อตกลงผ่อนผันต้องมีครัวเรือนและกองทุนเดิมทุกกองทุนลงชื่อ",
        "",
        ", ".join(signers),
    )
    for loan, guarantor in _guarantors(loans):
        yield _consent(loan, guarantor, is_due_after=False)
    yield from _told(loans, waived)


def _consent(loan: OldLoan, guarantor: OldGuarantor, *, is_due_after: bool) -> Need:
    return Need(
        (CONSENT, RELEASE),
        f"{guarantor.name} ผู้ค้ำประกัน {loan.name}",
        "ยืดเวลาชำระโดยผู้ค้ำประกันไม่ยินยอม ผู้ค้ำประกันพ้นความรับผิด ให้ลงชื่อยินยอม หรือกองทุนปลดให้",
        "ป.พ.พ. มาตรา ๗๐๐",
        guarantor.name,
        loan=loan.pk,
        guarantor=guarantor.pk,
        is_due_after=is_due_after,
    )


def _told(loans: Sequence[OldLoan], waived: Mapping[int, Waiver]) -> Iterator[Need]:
    for loan, guarantor in _guarantors(loans):
        if loan.pk in waived:
            yield Need(
                (TOLD,),
                f"{guarantor.name} ผู้ค้ำประกัน {loan.name}",
                "กองทุนลดหนี้ ต้องมีหนังสือแจ้งผู้ค้ำประกันภายใน 60 วันนับแต่วันที่ตกลง",
                "ป.พ.พ. มาตรา ๖๙๑",
                loan.fund,
                loan=loan.pk,
                guarantor=guarantor.pk,
                is_due_after=True,
                by=waived[loan.pk].on + TELL_WITHIN,
            )


def _guarantors(loans: Sequence[OldLoan]) -> Iterator[tuple[OldLoan, OldGuarantor]]:
    for loan in loans:
        for guarantor in loan.guarantors:
            yield loan, guarantor
