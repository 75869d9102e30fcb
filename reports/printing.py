"""The district's form as people read it: on a page to check, and on paper to sign.

Page and PDF include the same part of a template with the same words, so what is seen is what is
printed. Every figure, in amounts, dates, house numbers and names of funds, is in Thai digits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.template.loader import render_to_string

from fundinst.errors import Refusal, Refused
from fundinst.money import format_baht
from fundinst.thai import baht_words, to_thai_digits
from reports.district_form import COLUMNS, DistrictForm, DistrictFormRow, Signature
from reports.pdf import write_pdf
from reports.sheet import Certificate
from reports.sheet_words import Word, mark_of, printed_at_in_words, signature_in_words, width_of

MOST_ROWS = 1_500  # half a minute and half a gigabyte; a village has 300 households at most
ABBREVIATIONS = {"คร.": "ครัวเรือน", "กข.คจ.": "โครงการแก้ไขปัญหาความยากจน"}
# How many letters side by side fit the column on paper. A word no longer is kept whole, for the
# dictionary of line breaks does not know names (it breaks หนอง|ฮะ); a longer one has to break.
NAME_LETTERS, HOUSE_LETTERS, FUND_LETTERS, HEADING_LETTERS = 18, 7, 28, 16
AMOUNT_LETTERS = 10  # ๙,๙๙๙,๙๙๙ and one more; wider amounts get wider columns


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row of the form in the words and figures that are printed."""

    order: str
    name: tuple[Word, ...]
    house_number: Word
    funds: tuple[Word, ...]
    debt: str
    receiving_fund: str
    new_amount: str


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """Everything ``reports/_district_form_table.html`` shows."""

    heading: tuple[str, ...]
    columns: tuple[tuple[Word, ...], ...]
    rows: tuple[PrintedRow, ...]
    wide_amounts: bool
    households: str
    total_debt: str
    total_new: str
    total_words: str
    check: str
    check_result: str
    agrees: bool
    notes: tuple[str, ...]
    signatures: tuple[Signature, ...]
    printed_at: str
    mark: str
    certificate: Certificate | None


def printed(
    form: DistrictForm, certificate: Certificate | None = None, notes: Sequence[str] = ()
) -> PrintedForm:
    """The form in words and Thai figures; all amounts with satang if any has them.

    Without a certificate every page says that it is a draft. ``notes`` stand before the form's own.
    """
    return PrintedForm(
        heading=form.heading,
        columns=tuple(_words(_joined(column), HEADING_LETTERS) for column in COLUMNS),
        rows=tuple(_row(form, row) for row in form.rows),
        wide_amounts=_wide_amounts(form),
        households=_households(form),
        total_debt=_amount(form, form.total_debt),
        total_new=_amount(form, form.total_new),
        total_words=baht_words(form.total_new, final_one=settings.FINAL_ONE),
        check=form.check,
        check_result=_check_result(form),
        agrees=form.difference == 0,
        notes=(*map(to_thai_digits, notes), *_notes(form)),
        signatures=tuple(map(signature_in_words, form.signatures)),
        printed_at=printed_at_in_words(form.printed_at),
        mark=mark_of(certificate),
        certificate=certificate,
    )


def form_pdf(form: DistrictForm, certificate: Certificate | None = None) -> bytes:
    """The form on A4 paper, to be signed and sent to the district.

    Raises Refused when the form is too long for one document or has a character that can't be
    printed.
    """
    if len(form.rows) > MOST_ROWS:
        sentence = f"เอกสารหนึ่งฉบับพิมพ์ได้ไม่เกิน {MOST_ROWS:,} ครัวเรือน ให้แยกพิมพ์ทีละหมู่บ้าน"
        raise Refused([Refusal("too_many_rows", "", sentence)])
    return write_pdf(form_html(form, certificate))


def form_html(
    form: DistrictForm,
    certificate: Certificate | None = None,
    *,
    notes: Sequence[str] = (),
    is_unnumbered: bool = False,
) -> str:
    """What the paper is written from; ``is_unnumbered`` within one that numbers its pages."""
    context = {"printed": printed(form, certificate, notes), "is_unnumbered": is_unnumbered}
    return render_to_string("reports/district_form_print.html", context)


def _row(form: DistrictForm, row: DistrictFormRow) -> PrintedRow:
    return PrintedRow(
        order=to_thai_digits(str(row.order)),
        name=_words(row.name, NAME_LETTERS),
        house_number=_word(row.house_number, HOUSE_LETTERS),
        funds=tuple(_word(fund, FUND_LETTERS) for fund in row.funds),
        debt=_amount(form, row.debt),
        receiving_fund=to_thai_digits(row.receiving_fund),
        new_amount=_amount(form, row.new_amount),
    )


def _joined(heading: str) -> str:
    """A heading may break between words and before a bracket, not inside ๑ คร. ๑ สัญญา."""
    return heading.replace("1 คร. 1 สัญญา", "1\N{NBSP}คร.\N{NBSP}1\N{NBSP}สัญญา")


def _words(text: str, most: int) -> tuple[Word, ...]:
    return tuple(_word(word, most) for word in text.split(" "))


def _word(text: str, most: int) -> Word:
    return Word(to_thai_digits(text), whole=width_of(text) <= most)


def _amount(form: DistrictForm, amount: Decimal) -> str:
    return format_baht(amount, digits="thai", satang="always" if form.has_satang else "auto")


def _households(form: DistrictForm) -> str:
    words = baht_words(Decimal(form.households), final_one=settings.FINAL_ONE)
    figures = to_thai_digits(str(form.households))
    return f"{figures} ครัวเรือน ({words.removesuffix('บาทถ้วน')}ครัวเรือน)"


def _wide_amounts(form: DistrictForm) -> bool:
    widest = max(form.total_debt, form.total_new)  # no amount of a row is more than its total
    return len(_amount(form, widest)) > AMOUNT_LETTERS


def _check_result(form: DistrictForm) -> str:
    """Whether the old debts are the new contracts, and by how much they are not."""
    if form.difference == 0:
        off = " ".join(f"{words} {_amount(form, baht)} บาท" for words, baht in form.taken_off)
        return f"ตรงกัน ({off})" if off else "ตรงกัน"
    side = "สูงกว่า" if form.difference > 0 else "ต่ำกว่า"
    return f"ไม่ตรงกัน หนี้เดิมรวม{side}วงเงินสัญญาใหม่ {_amount(form, abs(form.difference))} บาท"


def _notes(form: DistrictForm) -> tuple[str, ...]:
    """What the abbreviations on this form stand for."""
    names: Iterable[str] = (
        *COLUMNS,
        *(fund for row in form.rows for fund in (*row.funds, row.receiving_fund)),
    )
    text = " ".join(names)
    return tuple(f"{short} = {full}" for short, full in ABBREVIATIONS.items() if short in text)
