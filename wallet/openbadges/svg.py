"""Badges baked into SVG pictures: found with a parser that knows no DTD, and put there by position (OB 3.0 §5.3.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from wallet.openbadges.document import MAX_BYTES, NotBaked, Unreadable
from wallet.openbadges.png import Baked
from wallet.openbadges.report import N_

MAX_PICTURE = 8 << 20
MAX_DEPTH = 256
# A drawing of 8 MiB may hold a photograph; what costs time and memory is how much there is to take apart.
MAX_TAGS = 250_000
MAX_ATTRIBUTES = 200_000
MAX_ATTRIBUTES_OF_ONE = 20_000
MAX_BAKED = 8
# In other encodings two readers may see two pictures.
_ENCODINGS = frozenset(["utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252"])
_STANDARD = ("http://www.w3.org/", "https://www.w3.org/")
SVG = "http://www.w3.org/2000/svg svg"
# Name of the element by its namespace: Open Badges 1 and 2, then 3.
ELEMENTS = {
    "http://openbadges.org assertion",
    "https://purl.imsglobal.org/ob/v3p0 credential",
    # seen in the wild: the new element under the old namespace, with and without a slash
    "http://openbadges.org credential",
    "http://openbadges.org/ assertion",
}


@dataclass
class _Element:
    start: int
    verify: str
    modern: bool
    end: int = 0
    text: list[str] = field(default_factory=list)

    def content(self) -> str:
        return self.body() or self.verify.strip()

    def body(self) -> str:
        return "".join(self.text).strip()

    def is_torn(self) -> bool:
        """Whether it points to one badge and holds another; Open Badges 1 and 2 have a badge's address beside it."""
        body, pointed = self.body().replace("\\/", "/"), self.verify.strip()
        return bool(body) and pointed not in body


class _Finder:
    """One pass over an SVG that notes where its credentials stand."""

    def __init__(self, picture: bytes) -> None:
        self.found: list[_Element] = []
        self.open: _Element | None = None
        self.depth = 0
        self.size = 0
        self.root_start = self.after_root_tag = -1
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._refuse
        parser.SkippedEntityHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(picture, True)
        except (expat.ExpatError, ValueError, LookupError) as e:
            raise Unreadable(N_("The picture is not sound SVG. Download it again, or ask its issuer for it.")) from e

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            raise Unreadable(N_("The picture is not UTF-8 text. Its maker should save it again."))

    def _doctype(self, _name: str, system: str | None, public: str | None, internal: int) -> None:
        # drawing programs write the standard's own document type; it is never looked up
        own = (public or "").startswith("-//W3C//DTD SVG") and (system or "").startswith(_STANDARD)
        if internal or not own:
            self._refuse()

    def _refuse(self, *_: object) -> NoReturn:
        raise Unreadable(N_("The picture holds a document type or entities, which no badge needs. It was not opened."))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == 1:
            if name != SVG:
                raise Unreadable(N_("This is XML, but not an SVG picture."))
            self.root_start = self.parser.CurrentByteIndex
        if self.depth > MAX_DEPTH:
            raise Unreadable(N_("The file is nested deeper than %(depth)d levels, which no badge is."), depth=MAX_DEPTH)
        if self.open is not None:
            raise Unreadable(N_("The badge in the picture holds other elements. Its issuer should bake it again."))
        if name in ELEMENTS:
            if len(self.found) >= MAX_BAKED:
                raise Unreadable(N_("This picture carries two different badges, so nobody can say which is meant."))
            self.open = _Element(
                self.parser.CurrentByteIndex, attributes.get("verify", ""), name.endswith("credential")
            )
            self.found.append(self.open)

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.open is not None and name in ELEMENTS:
            self.open.end = self.parser.CurrentByteIndex
            self.open = None

    def _characters(self, text: str) -> None:
        if self.open is not None:
            self.size += len(text)
            if self.size > MAX_BYTES:
                raise Unreadable(N_("The file is larger than 1 MiB, more than a badge ever needs."))
            self.open.text.append(text)


def _parse(picture: bytes) -> _Finder:
    if len(picture) > MAX_PICTURE or picture.count(b"<") > MAX_TAGS or picture.count(b"=") > MAX_ATTRIBUTES:
        raise Unreadable(N_("The picture is larger than any badge."))
    if picture.count(b"=") > MAX_ATTRIBUTES_OF_ONE < max(tag.count(b"=") for tag in picture.split(b"<")):
        raise Unreadable(N_("The picture is larger than any badge."))  # those of one element are held all at once
    return _Finder(picture)


def find(picture: bytes) -> Baked:
    """The one credential in an SVG. Raises NotBaked when there is none, Unreadable when it cannot be read."""
    found = _parse(picture).found
    texts = {text for element in found if (text := element.content())}
    if not texts:
        raise NotBaked(N_("This picture carries no badge. Download the badge's own file from its issuer."))
    if len(texts) > 1:
        raise Unreadable(N_("This picture carries two different badges, so nobody can say which is meant."))
    twice = (N_("The picture carries the badge twice."),) if len(found) > 1 else ()
    torn = (N_("The picture points to another badge than it holds."),) if any(one.is_torn() for one in found) else ()
    return Baked(texts.pop(), twice + torn, found[0].modern)


def bake(picture: bytes, credential: str, *, modern: bool) -> bytes:
    """Put a credential into an SVG as the root's first child, in place of any that is there.

    `modern` chooses Open Badges 3.0's element. Every other byte stays as it is. Raises Unreadable.
    """
    finder = _parse(picture)
    # offsets are bytes of the source only where it is read as UTF-8
    try:
        picture.decode("utf-8")
    except UnicodeDecodeError as e:
        raise Unreadable(N_("The picture is not UTF-8 text. Its maker should save it again.")) from e
    plain = _without(picture, finder.found)
    at = _end_of_tag(plain, finder.root_start)
    element = _element(credential, modern=modern).encode()
    if plain[at - 2 : at - 1] == b"/":
        name = plain[finder.root_start + 1 : at].split(None, 1)[0].rstrip(b"/>")
        return plain[: at - 2] + b">" + element + b"</" + name + b">" + plain[at:]
    return plain[:at] + element + plain[at:]


def _without(picture: bytes, found: list[_Element]) -> bytes:
    for element in reversed(found):
        end = element.end if element.end > element.start else element.start
        picture = picture[: element.start] + picture[_end_of_tag(picture, end) :]
    return picture


def _end_of_tag(picture: bytes, at: int) -> int:
    """The position after the tag that starts at `at`; a '>' inside quotes does not end it."""
    quote = b""
    while True:
        letter = picture[at : at + 1]
        at += 1
        if quote:
            quote = b"" if letter == quote else quote
        elif letter in (b'"', b"'"):
            quote = letter
        elif letter in (b">", b""):
            return at


def _element(credential: str, *, modern: bool) -> str:
    name, namespace = (
        ("credential", "https://purl.imsglobal.org/ob/v3p0") if modern else ("assertion", "http://openbadges.org")
    )
    opening = f'<openbadges:{name} xmlns:openbadges="{namespace}"'
    if not credential.lstrip().startswith("{"):
        return f"{opening} verify={quoteattr(credential)}></openbadges:{name}>"
    data = credential.replace("]]>", "]]]]><![CDATA[>")
    return f"{opening}><![CDATA[{data}]]></openbadges:{name}>"
