"""Thousands of small PDFs bound into one volume (เล่มรายงาน), in the memory of one of them.

Each document that is added is renumbered and written straight on. What they share stands once: the
fonts (``whole_fonts``). Their tags stay (PDF/UA-1): each is a part of one tree, and who listens
hears the volume from its beginning to its end. Every page says at its head which one of the whole
volume it is, and the outline leads to each institution.
"""

import hashlib
import re
import zlib
from typing import BinaryIO
from xml.sax.saxutils import escape

from fundinst.thai import to_thai_digits
from reports.pdf_objects import Numbers, Part, UnknownPdf, read_objects, renumbered
from reports.pdf_outline import Chapter, put_outline
from reports.pdf_writer import PdfWriter, dictionary, reference, references, text_string
from reports.whole_fonts import head_of, shaped, whole_font

OUR_COUNT, OUR_FONT = 10**9, 10**9 + 1  # stand for the volume's own objects, until renumbered
TYPE_SIZE = 10.5
FROM_RIGHT, FROM_TOP = 43, 20  # points: the margin; above the own number of a certified document
WIDEST = 170  # points that the count may take
_CELL_NAME = re.compile(rb"\((\d+-\d+-\d+)\)")  # WeasyPrint's names of heading cells
_PARENT_NUMBER = re.compile(rb"(/StructParents? )(\d+)")
_PARENT_ENTRY = re.compile(rb"(\d+) (\[[^\]]*\]|\d+ 0 R)")
_END = b"\nendobj\n"  # between objects; none has it inside
_FONT = re.compile(rb"/Type /Font/Subtype /Type0/BaseFont /[A-Z]{6}\+([A-Za-z-]+)/")


XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


class Binder:
    """``add`` documents in order, after ``chapter`` where one begins; then ``close``."""

    def __init__(self, out: BinaryIO, *, title: str, of: str = "", expected: int = 1) -> None:
        """``of`` stands behind a page's number: of what it is a page (ของเล่ม). About so many pages
        are ``expected``: their figures end at the margin."""
        self._title, self._word = title, shaped("หน้า")
        _, ems = whole_font("Sarabun").shown(to_thai_digits(f"จาก {expected:,} "))
        self._count_ems = ems + (shaped(of)[1] if of else 0)
        self._of = shaped(of)[0] if of else b"[]"
        self._pages: list[int] = []
        self._parts: list[int] = []
        self._parents: list[int] = []
        self._parent_numbers = 0
        self._chapters: list[Chapter] = []
        self._digest = hashlib.sha256()
        self._writer = writer = PdfWriter(out)
        self._page_tree, self._tree, self._whole, self._count = (writer.take() for _ in range(4))
        self._fonts: dict[str, int] = {}
        for name in ("Sarabun", "Sarabun-Bold"):
            self._fonts[name] = writer.take(5)
            for number, part in enumerate(whole_font(name).objects(self._fonts[name])):
                writer.put(self._fonts[name] + number, part)
        self._pushed = writer.add(Part(b"<</Length 1>>", b"q"))

    @property
    def pages(self) -> int:
        return len(self._pages)

    def chapter(self, title: str) -> None:
        """What is added from here on stands under this title in the outline."""
        self._chapters.append(Chapter(title, self.pages))

    def add(self, pdf: bytes, title: str = "") -> int:
        """Bind one document in; how many pages it has. With a title the outline leads to it.

        Raises UnknownPdf for a file that ``pdf.write_pdf`` didn't write.
        """
        if title:
            self._chapters[-1].documents.append((title, self.pages))
        before = self.pages
        self._bind(*read_objects(pdf))
        self._digest.update(hashlib.sha256(pdf).digest())
        return self.pages - before

    def close(self) -> None:
        """Write what holds the documents together."""
        writer = self._writer
        pages = dictionary(Type=b"/Pages", Kids=references(self._pages), Count=self.pages)
        writer.put(self._page_tree, Part(pages))
        writer.put(self._count, self._drawn_count())
        self._put_tree()
        root = writer.add(Part(self._catalogue(put_outline(writer, self._chapters, self._pages))))
        info = writer.add(Part(dictionary(Title=text_string(self._title))))
        name = self._digest.hexdigest()[:32].encode()
        writer.close(root=root, info=info, name=name)

    def _bind(self, objects: dict[int, Part], root: int) -> None:
        """Write a document's objects on, without what the volume has of its own."""
        writer = self._writer
        catalogue = objects.pop(root)
        page_tree, tree = (catalogue.reference(key) for key in (b"Pages", b"StructTreeRoot"))
        structure = objects.pop(tree)
        parents, part = structure.reference(b"ParentTree"), structure.reference(b"K")
        pages = [int(kid) for kid in re.findall(rb"(\d+) 0 R", objects.pop(page_tree).text)]
        last = max(max(objects), root)
        first = writer.take(last + 1)
        own = {page_tree: self._page_tree, tree: self._whole} | self._without_fonts(objects)
        own |= {OUR_COUNT: self._count, OUR_FONT: self._fonts["Sarabun"]}
        for resources in {objects[page].reference(b"Resources") for page in pages}:
            _let_stamp(objects, resources)

        numbers = Numbers(lambda number: own.get(number, first + number))
        kept = {
            number: held
            for number, held in objects.items()
            if not (number in pages or number == parents or _is_of_outline(held.text))
        }
        # All at once: hundreds of short texts, each by itself, took half of the time.
        texts = self._as_part_of_whole(_END.join(held.text for held in kept.values()), numbers)
        for (number, held), text in zip(kept.items(), texts.split(_END), strict=True):
            writer.put(first + number, Part(text, held.stream))
        for page in pages:
            self._put_page(first + page, objects[page], numbers)
        self._put_parents(renumbered(objects[parents].text, numbers))
        self._parts.append(first + part)

    def _without_fonts(self, objects: dict[int, Part]) -> dict[int, int]:
        """Take out the subsets of our fonts; for each, the number of the whole one."""
        shared = {}
        for number, held in list(objects.items()):
            found = _FONT.search(held.text)
            name = found[1].decode() if found else ""
            if name not in self._fonts:
                continue
            inner = held.reference(b"DescendantFonts")
            described = objects[inner].reference(b"FontDescriptor")
            program = objects[described].reference(b"FontFile2")
            if head_of(objects[program].unpacked()) != whole_font(name).head:
                continue
            shared[number] = self._fonts[name]
            for gone in (number, inner, described, program, held.reference(b"ToUnicode")):
                del objects[gone]
        return shared

    def _as_part_of_whole(self, text: bytes, numbers: Numbers) -> bytes:
        """Objects with the whole's references, names of cells and numbers of tags."""
        text = renumbered(text, numbers)
        if b"/O /Table" in text:
            text = _CELL_NAME.sub(rb"(%d-\1)" % len(self._parts), text)
        if b"/StructParent" in text:
            text = _PARENT_NUMBER.sub(self._parent_number, text)
        if b"/S /Document" in text:
            text = text.replace(b"/S /Document", b"/S /Part")
        return text

    def _parent_number(self, found: re.Match[bytes]) -> bytes:
        return b"%s%d" % (found[1], int(found[2]) + self._parent_numbers)

    def _put_page(self, number: int, page: Part, numbers: Numbers) -> None:
        """The page as it was, and at its head which one of the volume it is."""
        text = self._as_part_of_whole(page.text, numbers)
        contents = re.search(rb"/Contents (\d+) 0 R", text)
        box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", text)
        if contents is None or box is None:
            raise UnknownPdf(f"no plain page: {text[:80]!r}")
        drawn = zlib.compress(self._stamp(float(box[1]), float(box[2])))
        stamp = self._writer.add(Part(_packed(len(drawn)), drawn))
        shown = b"/Contents " + references([self._pushed, int(contents[1]), stamp])
        self._writer.put(number, Part(text.replace(contents[0], shown)))
        self._pages.append(number)

    def _stamp(self, width: float, height: float) -> bytes:
        """ "หน้า ๑๒", and after it the count; not read aloud, as the page's own number isn't."""
        figures, ems = whole_font("Sarabun").shown(to_thai_digits(f" {self.pages + 1:,} "))
        word, word_ems = self._word
        ends = width - FROM_RIGHT
        left = ends - (word_ems + ems + self._count_ems) * TYPE_SIZE
        up = height - FROM_TOP
        drawn = b"BT /Bound %.1f Tf %.2f %.2f Td %s TJ [%s] TJ ET"
        placed = b"1 0 0 1 %.2f %.2f cm /BoundCount Do"
        right = left + (word_ems + ems) * TYPE_SIZE
        return b"Q /Artifact BMC q 0 g %s %s Q EMC" % (
            drawn % (TYPE_SIZE, left, up, word, figures),
            placed % (right, up),
        )

    def _drawn_count(self) -> Part:
        """ "จาก ๒,๕๐๐ ของเล่ม": drawn on every page, and known when the last one is there."""
        figures, _ = whole_font("Sarabun").shown(to_thai_digits(f"จาก {self.pages:,} "))
        drawn = b"BT /Bound %.1f Tf [%s] TJ %s TJ ET" % (TYPE_SIZE, figures, self._of)
        text = dictionary(
            Type=b"/XObject",
            Subtype=b"/Form",
            BBox=b"[0 -5 %d 15]" % WIDEST,
            Resources=b"<</Font <</Bound %d 0 R>>>>" % self._fonts["Sarabun"],
            Length=len(drawn),
        )
        return Part(text, drawn)

    def _put_parents(self, text: bytes) -> None:
        """A document's branch of the tree that leads from what is marked on a page to its tag."""
        first, shift = self._parent_numbers, self._parent_numbers
        inside = re.search(rb"/Nums \[(.*)\]", text, re.S)
        entries = _PARENT_ENTRY.findall(inside[1]) if inside else []
        if not entries:
            return
        said = b" ".join(b"%d %s" % (int(key) + shift, value) for key, value in entries)
        self._parent_numbers += 1 + max(int(key) for key, _ in entries)
        limits = b"[%d %d]" % (first + int(entries[0][0]), first + int(entries[-1][0]))
        branch = dictionary(Limits=limits, Nums=b"[" + said + b"]")
        self._parents.append(self._writer.add(Part(branch)))

    def _put_tree(self) -> None:
        writer = self._writer
        whole = dictionary(
            Type=b"/StructElem",
            S=b"/Document",
            P=reference(self._tree),
            K=references(self._parts),
        )
        writer.put(self._whole, Part(whole))
        tree = dictionary(
            Type=b"/StructTreeRoot",
            K=references([self._whole]),
            ParentTree=reference(writer.add(Part(dictionary(Kids=references(self._parents))))),
            ParentTreeNextKey=self._parent_numbers,
        )
        writer.put(self._tree, Part(tree))

    def _catalogue(self, outline: int) -> bytes:
        said = XMP.format(title=escape(self._title)).encode()
        head = dictionary(Type=b"/Metadata", Subtype=b"/XML", Length=len(said))
        return dictionary(
            Type=b"/Catalog",
            Pages=reference(self._page_tree),
            Outlines=reference(outline),
            PageMode=b"/UseOutlines",
            Lang=b"(th)",
            MarkInfo=b"<</Marked true>>",
            StructTreeRoot=reference(self._tree),
            Metadata=reference(self._writer.add(Part(head, said))),
            ViewerPreferences=b"<</DisplayDocTitle true>>",
        )


def _is_of_outline(text: bytes) -> bool:
    return text.startswith(b"<</Title ") or b"/First " in text or b"/Producer (" in text


def _let_stamp(objects: dict[int, Part], resources: int) -> None:
    """Give a page's resources the two things that are drawn at its head."""
    fonts = objects[resources].reference(b"Font")
    for number, before, ours in (
        (resources, b"/XObject <<", b"/BoundCount %d 0 R" % OUR_COUNT),
        (fonts, b"<<", b"/Bound %d 0 R" % OUR_FONT),
    ):
        text = objects[number].text
        if before not in text:
            raise UnknownPdf(f"no {before!r} in {text[:80]!r}")
        objects[number] = Part(text.replace(before, before + ours, 1))


def _packed(length: int) -> bytes:
    return dictionary(Filter=b"/FlateDecode", Length=length)
