"""XML of a workbook's parts: parsed without reaching outside, written back as it was declared."""

import re

from lxml import etree

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse(part: bytes) -> etree._Element:
    """The part's root. Entities and addresses stay unread; the reader has refused such files."""
    return etree.fromstring(
        part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    )


def serialize(root: etree._Element) -> bytes:
    """The whole part, with what stands before and after its root."""
    tree = root.getroottree()
    standalone = tree.docinfo.standalone
    written: bytes = etree.tostring(
        tree, xml_declaration=True, encoding="UTF-8", standalone=standalone
    )
    return written


def tag(root: etree._Element, name: str) -> str:
    """The name in the namespace of the part's root: the transitional or the strict one."""
    return str(etree.QName(etree.QName(root).namespace, name))


def in_xml(text: str) -> str:
    """The text without what XML can't hold."""
    return NOT_IN_XML.sub("", text)
