"""What a PDF can do beside being read is told, however it is written down."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from tests.shared import cases, shared
from wallet.diploma_supplement.reading import cautions
from wallet.diploma_supplement.reading.pdf import read

SCRIPT, PROGRAM, SENDS, FILES, FORM, ELSEWHERE, MEDIA = (sentence for _, sentence in cautions.FOUND)
READABLE = [
    row["file"]
    for row in cases("attacks/manifest.jsonl")
    if row["file"].startswith("pdf/") and "nested_arrays" not in row["file"]
]
EXPECTED = {
    "embedded_exe": FILES,
    "gotor_unc": ELSEWHERE,
    "js_hex_name": SCRIPT,
    "js_names_tree": SCRIPT,
    "js_objstm": SCRIPT,
    "launch": PROGRAM,
    "richmedia": MEDIA,
    "submitform": SENDS,
    "xfa": FORM,
}


def with_(change: Callable[[Pdf], object], *, packed: bool = False) -> bytes:
    """A PDF of one page, changed; `packed`: its objects lie in streams."""
    made = pikepdf.new()
    made.add_blank_page()
    change(made)
    out = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    made.save(out, object_stream_mode=mode)
    return out.getvalue()


def told(data: bytes) -> tuple[str, ...]:
    """What is told of a PDF."""
    return read(data).document.cautions


def opens(**action: Any) -> Callable[[Pdf], object]:
    """An action when the document is opened."""
    return lambda made: setattr(made.Root, "OpenAction", Dictionary(**action))


def annotated(**annotation: Any) -> Callable[[Pdf], object]:
    """An annotation on the page."""
    return lambda made: setattr(made.pages[0].obj, "Annots", Array([made.make_indirect(Dictionary(**annotation))]))


def enclosing(made: Pdf) -> None:
    """A file in it."""
    made.attachments["a.txt"] = b"a"


def unreachable(made: Pdf) -> None:
    """A script to which nothing leads but the list of files."""
    made.make_indirect(Dictionary(S=Name.JavaScript))
    made.Root.Spare = made.make_indirect(Array([made.make_indirect(Dictionary(S=Name.JavaScript, JS="1"))]))


def said_elsewhere(made: Pdf) -> None:
    """An action whose name is an object of its own."""
    made.Root.OpenAction = Dictionary(S=made.make_indirect(Name.Launch), F="a.exe")


def content_elsewhere(made: Pdf) -> None:
    """A stream whose content is in another file."""
    made.Root.Spare = Stream(made, b"", F="//elsewhere/a")


MADE = {
    "a script": (opens(S=Name.JavaScript, JS="app.alert(1)"), SCRIPT),
    "a script to which little leads": (unreachable, SCRIPT),
    "a script of a rendition": (opens(S=Name("/Next"), JS="app.alert(1)"), SCRIPT),
    "a program": (opens(S=Name.Launch, F="a.exe"), PROGRAM),
    "a program named elsewhere": (said_elsewhere, PROGRAM),
    "a next action": (opens(S=Name.GoTo, Next=Dictionary(S=Name.SubmitForm)), SENDS),
    "a file": (enclosing, FILES),
    "a file on a page": (annotated(Subtype=Name.FileAttachment), FILES),
    "a form": (lambda made: setattr(made.Root, "AcroForm", Dictionary(XFA=Array(["a", "b"]))), FORM),
    "another file": (opens(S=Name.GoToR, F="a.pdf"), ELSEWHERE),
    "content elsewhere": (content_elsewhere, ELSEWHERE),
    "a film": (annotated(Subtype=Name.Screen), MEDIA),
    "a sound": (opens(S=Name.Sound), MEDIA),
}


@pytest.mark.parametrize("name", READABLE)
def test_attacks_with_active_content_are_flagged_and_others_are_not(name: str) -> None:
    expected = EXPECTED.get(name.removeprefix("pdf/").removesuffix(".pdf"))
    assert told(shared(f"attacks/{name}").read_bytes()) == ((expected,) if expected else ())


def test_every_attack_with_active_content_has_its_flag() -> None:
    active = [row for row in cases("attacks/manifest.jsonl") if "flagged" in row["expect"].get("check", "")]
    names = {row["file"].removeprefix("pdf/").removesuffix(".pdf") for row in active}
    assert names <= set(EXPECTED)


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("case", MADE)
def test_what_can_do_more_than_be_read_is_told(case: str, packed: bool) -> None:
    change, expected = MADE[case]
    assert told(with_(change, packed=packed)) == (expected,)


def test_names_with_escapes_are_read_as_readers_read_them() -> None:
    plain = with_(opens(S=Name.JavaScript, JS="1"))
    escaped = plain.replace(b"/S /JavaScript", b"/#53 /J#61v#61Script")
    assert escaped != plain
    assert told(escaped) == (SCRIPT,)


def test_objects_packed_beside_all_lists_are_looked_at() -> None:
    def hide(made: Pdf) -> None:
        data = zlib.compress(b"90 0 91 24 << /S /J#61vaScript >>    << /S /Launch >>")
        hidden = Stream(made, b"")
        hidden.write(data, filter=Name.FlateDecode)
        hidden.Type, hidden.N, hidden.First = Name.ObjStm, 2, 11
        made.Root.Spare = hidden

    assert told(with_(hide)) == (SCRIPT, PROGRAM)


def test_all_that_a_pdf_can_do_is_told_in_one_order() -> None:
    def change(made: Pdf) -> None:
        for number, (make, _) in enumerate(reversed(MADE.values())):
            make(made)
            made.Root[f"/Spare{number}"] = made.Root.get("/OpenAction", 1)

    assert told(with_(change)) == (SCRIPT, PROGRAM, SENDS, FILES, FORM, ELSEWHERE, MEDIA)


def test_links_forms_and_texts_about_scripts_are_nothing_to_be_careful_of() -> None:
    def change(made: Pdf) -> None:
        made.docinfo["/Title"] = "/S /JavaScript (/JS (1)) /Launch << /S /Launch >>"
        made.Root.AcroForm = Dictionary(Fields=Array([]), DA="/Helv 0 Tf")
        link = Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="https://a.example/JavaScript"))
        made.pages[0].obj.Annots = Array([link])
        made.pages[0].obj.Resources = Dictionary(Font=Dictionary(JS=made.make_indirect(Dictionary(Type=Name.Font))))
        made.Root.Outline = Dictionary(S=Name("/JavaScripted"), Subtype=Name("/Soundless"))

    assert told(with_(change)) == told(with_(change, packed=True)) == ()


def test_looking_ends_in_time_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def many(made: Pdf) -> None:
        made.Root.Spare = Array([made.make_indirect(Dictionary(Number=number)) for number in range(500)])

    assert told(with_(many)) == ()
    monkeypatch.setattr(cautions, "MOST", 100)
    assert told(with_(many)) == (cautions.TOO_MUCH,)
    monkeypatch.setattr(cautions, "MOST", 10_000)
    monkeypatch.setattr(cautions, "SECONDS", -1.0)
    assert told(with_(many)) == (cautions.TOO_MUCH,)


def test_a_damaged_object_hides_no_other() -> None:
    def change(made: Pdf) -> None:
        made.Root.Spare = Stream(made, b"")
        made.Root.OpenAction = Dictionary(S=Name.Launch)

    data = with_(change)
    broken = re.sub(rb"/Length 0", b"/Length -", data)
    assert broken != data
    assert told(broken) == (PROGRAM,)
