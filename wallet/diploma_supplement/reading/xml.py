"""Hostile XML as a tree of what it says: without DTD, entities, comments, instructions and seals."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from functools import lru_cache
from typing import Final

from lxml import etree

from wallet.errors import Unprocessable
from wallet.openbadges.report import N_

from .tags import tagged

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_DEPTH: Final = 100
SEAL: Final = "{http://www.w3.org/2000/09/xmldsig#}Signature"
LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"

# What an XML file may be written in; each is read the same way by Python and by everybody else. Beside the languages
# of Western Europe: Central (2, 1250), Baltic (4, 13, 1257), Cyrillic (5, 1251), Greek (7, 1253), Turkish (9, 1254).
PARTS: Final = (1, 2, 4, 5, 7, 9, 10, 13, 15, 16)
PAGES: Final = (1250, 1251, 1252, 1253, 1254, 1257)
ENCODINGS: Final = (
    {"utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "ascii", "ascii": "ascii", "latin1": "iso8859-1"}
    | {f"iso{dash}8859-{part}": f"iso8859-{part}" for part in PARTS for dash in ("-", "")}
    | {f"{prefix}{page}": f"cp{page}" for page in PAGES for prefix in ("windows-", "cp")}
)
# XML in UTF-16 may come without its mark (XML 1.0, appendix F).
WIDE: Final = {BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
DECLARATION: Final = re.compile(r"\A\s*<\?xml\s[^>]*?\?>")
DECLARED: Final = re.compile(rb"""<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
BEFORE_ROOT: Final = re.compile(r"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
TOO_DEEP: Final = etree.XPath("boolean(/" + "/".join("*" * (MAX_DEPTH + 1)) + ")")


def tree(data: bytes) -> etree._Element:
    """The root of an XML file, with every XMLDSig `Signature` taken out.

    Raises Unprocessable when it is too large, has a DOCTYPE or is no XML.
    """
    if len(data) > MAX_BYTES:
        raise Unprocessable(N_("The file is too large: more than %(size)s MiB."), size=MAX_BYTES // 1024 // 1024)
    text = DECLARATION.sub("", decoded(data), count=1)
    _no_doctype(text)
    root = _parsed(text)
    if TOO_DEEP(root):
        raise Unprocessable(N_("The XML is nested too deeply to be a credential or a supplement."))
    for seal in list(root.iter(SEAL)):
        _remove(seal)
    return root


def decoded(data: bytes) -> str:
    """The text of an XML file, by its byte order mark or its declaration, without the mark. Raises Unprocessable."""
    encoding = WIDE.get(data[:2]) or _declared(data)
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Unprocessable(N_("The XML is damaged: its text is not in the encoding that it names.")) from error


def _declared(data: bytes) -> str:
    match = DECLARED.match(data.removeprefix(BOM_UTF8)[:200])
    name = match[1].decode("ascii").lower() if match else "utf-8"
    if name not in ENCODINGS:
        raise Unprocessable(N_("The XML is written in %(encoding)s; the wallet reads UTF-8."), encoding=name)
    return ENCODINGS[name]


def _no_doctype(text: str) -> None:
    """A DOCTYPE stands before the root or nowhere: refuse all that is neither comment nor instruction there."""
    match = BEFORE_ROOT.match(text)
    if text.startswith("<!", match.end() if match else 0):
        raise Unprocessable(N_("The XML has a document type declaration (DOCTYPE), which the wallet does not read."))


def _parsed(text: str) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise Unprocessable(N_("The file is not well-formed XML. Ask its issuer for it again.")) from error


def _remove(element: etree._Element) -> None:
    """Take an element out of its tree, and leave the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def name(element: etree._Element) -> str:
    """The local name of an element, whatever its namespace."""
    return _local(element.tag)


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


@lru_cache(maxsize=4096)
def _anywhere(*names: str) -> tuple[str, ...]:
    """Local names in the form by which lxml finds them in all namespaces."""
    return tuple(f"{{*}}{each}" for each in names)


def firsts(element: etree._Element | None) -> dict[str, etree._Element]:
    """The first child of each local name: for what is asked for many of them."""
    return {} if element is None else {_local(each.tag): each for each in reversed(element)}


def children(element: etree._Element | None, *names: str) -> list[etree._Element]:
    """The child elements that have one of these local names, all of them when none is named."""
    return [] if element is None else list(element.iterchildren(*_anywhere(*names)))


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element that each local name leads to, one level a name."""
    for step in path:
        if element is None:
            return None
        element = next(element.iterchildren(*_anywhere(step)), None)
    return element


def text(element: etree._Element | None) -> str:
    """All text in an element and what it holds, without white space around it; empty without an element."""
    if element is None:
        return ""
    return "".join(element.itertext()).strip() if len(element) else (element.text or "").strip()


def attribute(element: etree._Element, wanted: str) -> str:
    """An attribute by its local name, empty where it is absent."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == wanted:
            return str(value).strip()
    return ""


def language(element: etree._Element | None) -> str:
    """The language of an element or the nearest one around it that says one, as a tag; empty where none says."""
    while element is not None:
        found = element.get(LANGUAGE)
        if found is not None or (found := element.get("lang")) is not None:
            return tagged(str(found))
        element = element.getparent()
    return ""


def own_language(element: etree._Element) -> str | None:
    """The language that an element itself names, as a tag; None where it names none."""
    found = element.get(LANGUAGE)
    if found is None and (found := element.get("lang")) is None:
        return None
    return tagged(str(found))
