"""Documents for the matrix: each text and each file in them is a mark of its own, which tells what must be on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO

import pikepdf
from PIL import Image, PngImagePlugin

from tests.diploma_supplement import elmo
from wallet.supplement import Piece

ALL = frozenset(piece.value for piece in Piece)
ASIDE = frozenset({"personal", "enclosed", "0"})  # what a preset never turns on
XML = "application/xml"
Needs = tuple[frozenset[str], ...]  # sets of pieces, each of which suffices


@dataclass(frozen=True)
class File:
    """A file that a document encloses: its bytes, its marks and its name's, the pieces that it needs."""

    data: bytes
    marks: frozenset[str]
    needs: frozenset[str]

    @property
    def digest(self) -> str:
        """Its name in addresses."""
        return sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Specimen:
    """A document to hand in: its name in addresses, its bytes, and its marks.

    `pieces` are empty for what is shown whole.
    """

    name: str
    filename: str
    data: bytes
    media_type: str = XML
    pieces: frozenset[str] = frozenset()
    marks: Mapping[str, Needs] = field(default_factory=dict)
    files: tuple[File, ...] = ()

    @property
    def kind(self) -> str:
        """Its kind, by which the issuer and the holder hand it in."""
        return self.name.removesuffix("-from-holder")

    def shown(self, choice: frozenset[str]) -> frozenset[str]:
        """The marks on its page, of these pieces."""
        marks = (mark for mark, needs in self.marks.items() if any(each <= choice for each in needs))
        return frozenset(marks) - {self.filename.partition(".")[0]}

    @property
    def by_holder(self) -> bool:
        """Whether its learner brought it."""
        return self.name.endswith("-from-holder")


class Marks(dict[str, Needs]):
    """Marks as they are made, each with the pieces that it needs."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.tag = tag

    def __call__(self, what: str, *needs: str) -> str:
        """A mark: a word that nothing else says. Without needs it is there whenever the document is."""
        made = f"zz{self.tag}{what}zz"
        self[made] = tuple(frozenset(each.split()) for each in needs or ("",))
        return made


def supplement(tag: str, name: str = "diploma-supplement") -> Specimen:
    """A Diploma Supplement (ELMO) with every piece that there is."""
    mark = Marks(tag)
    sixth, annex = (
        mark("sixth", "6 enclosed"),
        mark("annex", "0", "enclosed"),
    )  # a title with a type is said in its section too
    files = _file(tag, sixth, "6", "enclosed"), _file(tag, annex, "enclosed")
    inside = elmo.attachment(elmo.uri(files[0].data), sixth).replace("<type>Other</type>", "")
    sections = elmo.supplement(
        elmo.section("1.3", mark("birth", "1 personal")),
        elmo.section("2", "", elmo.section("2.1", mark("name", "2")), title=mark("titleoftwo", "2")),
        elmo.section("3.1", mark("level", "3")),
        elmo.section("4.1", mark("mode", "4")),
        elmo.section("4.2", f"<![CDATA[<table><tr><td>{mark('cell', '4')}</td></tr></table>]]>"),
        elmo.section("4.4", mark("scheme", "4 grades")),
        elmo.section("5.1", mark("access", "5")),
        elmo.section("6.1", mark("more", "6"), inside),
        elmo.section("7.1", mark("date", "7")),
        elmo.section("8", mark("system", "8")),
        elmo.section("9", mark("nowhere", "0"), title=mark("nowheretitle", "0")),
    ).replace("As by the model.", mark("introduction", "0"))
    degree = elmo.course(mark("degree", "2", "4"), of=sections, parts=(_course(mark),), kind="Degree Programme")
    whole = elmo.elmo(
        elmo.report(degree, _scheme(mark), issuer=mark("issuer")),
        elmo.attachment(elmo.uri(files[1].data), annex),
        f"<strange>{mark('strange', '0 personal')}</strange>",
        learner=_learner(mark),
    )
    return Specimen(name, f"{mark('filename')}.xml", whole, pieces=ALL, marks=mark, files=files)


def _file(tag: str, title: str, *needs: str) -> File:
    """A file with a mark of its own, beside that of the title, by which it is named."""
    text = f"{title[:-2]}bytes{tag}zz"
    return File(_pdf(text), frozenset({title, text}), frozenset(needs))


def transcript(tag: str, name: str = "transcript") -> Specimen:
    """A transcript (ELMO): two courses, who took them, their results."""
    mark = Marks(tag)
    found = elmo.report(_course(mark), elmo.course(mark("second", "4")), _scheme(mark), issuer=mark("issuer"))
    pieces = frozenset({"1", "personal", "4", "grades"})
    return Specimen(
        name, f"{mark('filename')}.xml", elmo.elmo(found, learner=_learner(mark)), pieces=pieces, marks=mark
    )


def _learner(mark: Marks) -> str:
    return (
        f"<learner><citizenship>{mark('citizenship', '1 personal')}</citizenship>"
        f'<identifier type="studentIdentifier">{mark("number", "1 personal")}</identifier>'
        f"<givenNames>{mark('given', '1')}</givenNames><familyName>{mark('family', '1')}</familyName></learner>"
    )


def _course(mark: Marks) -> str:
    """A course that has a result, how the results were spread, a description and something that nobody foresaw."""
    grade = {what: mark(what, "4 grades") for what in ("result", "label", "spread", "odd")}
    inside = (
        f"{elmo.credit('6')}<status>passed</status><resultLabel>{grade['result']}</resultLabel>"
        f"<gradingSchemeLocalId>s</gradingSchemeLocalId>"
        f'<resultDistribution><category label="{grade["label"]}" count="3"/>'
        f"<description>{grade['spread']}</description></resultDistribution><odd>{grade['odd']}</odd>"
    )
    said = f"<description>{mark('about', '4')}</description>"
    return elmo.course(mark("course", "4"), of=inside).replace("<type>", f"{said}<type>")


def _scheme(mark: Marks) -> str:
    title, description = mark("schemetitle", "4 grades"), mark("schemesaid", "4 grades")
    return (
        f'<gradingScheme localId="s"><title xml:lang="en">{title}</title>'
        f'<description xml:lang="en">{description}</description></gradingScheme>'
    )


def certificate(tag: str, name: str = "certificate") -> Specimen:
    """A PDF, which is shown whole or not at all."""
    mark = Marks(tag)
    data = _pdf(mark("text"))
    return Specimen(name, f"{mark('filename')}.pdf", data, "application/pdf", marks=mark)


def evidence(tag: str) -> Specimen:
    """A picture that its holder brings, its mark in a comment."""
    mark, into, comment = Marks(tag), BytesIO(), PngImagePlugin.PngInfo()
    comment.add_text("Comment", mark("text"))
    Image.new("RGB", (40, 30), (80, 20, 90)).save(into, "PNG", pnginfo=comment)
    return Specimen("evidence-from-holder", f"{mark('filename')}.png", into.getvalue(), "image/png", marks=mark)


def details(tag: str) -> Specimen:
    """Details of the award, apart from the credential."""
    mark = Marks(tag)
    said = {"details": [{"name": mark("called", "0"), "value": mark("value", "0")}]}
    pieces = frozenset({"0"})
    data = json.dumps(said).encode()
    return Specimen("details", f"{mark('filename')}.json", data, "application/json", pieces=pieces, marks=mark)


def _pdf(text: str) -> bytes:
    """A page that says one word, uncompressed."""
    into, pdf = BytesIO(), pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    pdf.pages[0].Contents = pdf.make_stream(f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode())
    pdf.save(into, compress_streams=False, static_id=True)
    return into.getvalue()
