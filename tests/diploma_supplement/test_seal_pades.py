from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm

from tests.diploma_supplement.signing import DAY, NOW, authority, pdf, sealed_pdf, signer, timestamper
from tests.shared import cases, shared
from wallet.diploma_supplement.seals import judging, pades
from wallet.supplement import Intact, Sealing

ROOT = authority()
REGISTRAR = signer(ROOT)
CLOCK = timestamper(ROOT)
SEALED = sealed_pdf(REGISTRAR, pdf())
HOSTILE = [row["file"] for row in cases("attacks/manifest.jsonl") if row["file"].endswith(".pdf")]


def judged(data: bytes, *anchors: bytes) -> tuple[Sealing, ...]:
    """The seals of a PDF, with the test's own authority as anchor unless others are given."""
    return pades.check(data, anchors or (ROOT.der,), NOW)


def grown(data: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """A PDF with a revision added behind it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]  # pyHanko
    return out.getvalue()


def resize(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page["/MediaBox"] = generic.ArrayObject([page["/MediaBox"][2]] * 4)
    writer.update_container(page)


def fill(writer: IncrementalPdfFileWriter) -> None:
    box = writer.root["/AcroForm"]["/Fields"][0]
    box["/V"] = generic.pdf_string("110 e lode")
    writer.update_container(box)


def forget(writer: IncrementalPdfFileWriter) -> None:
    del writer.root["/AcroForm"]
    writer.update_root()  # type: ignore[no-untyped-call]  # pyHanko


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_sealed_pdf_is_intact_and_trusted_only_by_whom_the_operator_trusts(kind: str) -> None:
    data = sealed_pdf(signer(ROOT, kind=kind), pdf())
    (seal,) = judged(data)
    assert (seal.kind, seal.intact, seal.signer, seal.trusted) == ("PAdES", Intact.YES, "Registrar", True)
    assert (seal.organisation, seal.proved_time, seal.remarks) == ("University of Registrar", False, ())
    (elsewhere,) = judged(data, authority("Elsewhere").der)
    assert (elsewhere.intact, elsewhere.trusted) == (Intact.YES, False)


def test_a_pdf_that_pillow_made_can_be_sealed_and_checked() -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 40)).save(out, "PDF")
    (seal,) = judged(sealed_pdf(REGISTRAR, out.getvalue()))
    assert (seal.intact, seal.trusted) == (Intact.YES, True)


def test_a_pdf_without_a_seal_has_none() -> None:
    assert judged(pdf()) == ()
    for country in ("Example-Poland", "Supplement-Norway"):
        assert judged(shared(f"diploma_supplement/standard__Bachelor-Diploma-{country}.pdf").read_bytes()) == ()


def test_a_changed_byte_breaks_the_seal() -> None:
    for old, new in ((b"MediaBox", b"MediaBux"), (b"/Contents <30", b"/Contents <31"), (b"%PDF-1.", b"%PDF-2.")):
        assert old in SEALED
        (seal,) = judged(SEALED.replace(old, new, 1))
        assert seal.intact is not Intact.YES
        assert not seal.trusted
    (seal,) = judged(SEALED.replace(b"%PDF-1.", b"%PDF-2.", 1))
    assert (seal.intact, seal.remarks) == (Intact.NO, (judging.BROKEN,))


def test_a_line_ending_behind_the_end_is_no_addition() -> None:
    (seal,) = judged(SEALED + b"\r\n")
    assert (seal.intact, seal.remarks) == (Intact.YES, ())


TABLE = SEALED.rpartition(b"startxref")[2].split()[0]


@pytest.mark.parametrize(
    "more",
    [b"more", b"PK\3\4" + b"\0" * 99, b"junk\nstartxref\n9\n%%EOF\n", b"junk\nstartxref\n" + TABLE + b"\n%%EOF\n"],
    ids=["text", "zip", "table", "same table"],
)
def test_bytes_appended_behind_a_seal_are_never_passed_over(more: bytes) -> None:
    (seal,) = judged(SEALED + b"\n" + more)
    assert seal.intact is not Intact.YES
    assert seal.remarks[0] in (pades.APPENDED, pades.TANGLED)


def test_a_page_changed_by_an_update_behind_the_seal_breaks_it() -> None:
    (seal,) = judged(grown(SEALED, resize))
    assert (seal.intact, seal.trusted, seal.remarks) == (Intact.NO, False, (pades.APPENDED,))


def test_a_seal_that_an_update_hides_is_not_passed_over() -> None:
    (seal,) = judged(grown(SEALED, forget))
    assert (seal.intact, seal.remarks) == (Intact.UNCHECKED, (pades.LOST,))


def packed(data: bytes) -> bytes:
    """A PDF written anew by a program that packs all it can, seals too."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        field = document.Root.AcroForm.Fields[0]
        words = {key: field.V[key] for key in ("/Filter", "/SubFilter", "/Contents", "/ByteRange")}
        field.V = document.make_indirect(pikepdf.Dictionary(words))  # without a type, so that it may be packed
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def spelled(data: bytes) -> bytes:
    """A PDF that spells the name of what its seal covers in another way."""
    return data.replace(b"/ByteRange", b"/#42yte#52ange")


@pytest.mark.parametrize("change", [packed, spelled])
def test_a_seal_that_is_not_in_plain_sight_is_not_passed_over(change: Callable[[bytes], bytes]) -> None:
    data = change(SEALED)
    assert b"/ByteRange" not in data
    (seal,) = judged(data)
    assert (seal.intact, seal.trusted, seal.remarks) == (Intact.UNCHECKED, False, (pades.LOST,))


@pytest.mark.parametrize("how", [{"linearize": True}, {"qdf": True}, {"static_id": True}], ids=str)
def test_a_pdf_written_anew_behind_its_seal_is_not_intact(how: dict[str, Any]) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(SEALED)) as document:
        document.save(out, **how)
    (seal,) = judged(out.getvalue())
    assert (seal.intact, seal.trusted) == (Intact.NO, False)


def annotate(writer: IncrementalPdfFileWriter) -> None:
    names = {"/Type": "/Annot", "/Subtype": "/FreeText"}
    words = {generic.pdf_name(key): generic.pdf_name(each) for key, each in names.items()}
    note = generic.DictionaryObject(words)  # type: ignore[no-untyped-call]  # pyHanko
    note["/Contents"], page = generic.pdf_string("110 e lode"), writer.root["/Pages"]["/Kids"][0]
    page["/Annots"] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page)


@pytest.mark.parametrize("permission", [None, *MDPPerm])
def test_a_note_added_behind_a_seal_breaks_it_whatever_its_signer_allowed(permission: MDPPerm | None) -> None:
    how: dict[str, Any] = {"certify": True, "docmdp_permissions": permission} if permission else {}
    sealed = sealed_pdf(REGISTRAR, pdf(), **how)
    assert [each.intact for each in judged(sealed)] == [Intact.YES]
    (seal,) = judged(grown(sealed, annotate))
    assert (seal.intact, seal.trusted, seal.remarks) == (Intact.NO, False, (pades.APPENDED,))


def test_a_second_seal_leaves_the_first_intact_and_says_so() -> None:
    rector = signer(authority("Elsewhere"), kind="ec")
    first, second = judged(sealed_pdf(rector, SEALED, name="Second"))
    assert (first.intact, first.trusted, first.remarks) == (Intact.YES, True, (pades.GROWN,))
    assert (second.intact, second.trusted, second.remarks) == (Intact.YES, False, ())


def test_a_form_filled_in_behind_a_seal_is_not_sealed_unless_its_signer_let_it_be() -> None:
    (seal,) = judged(grown(sealed_pdf(REGISTRAR, pdf(form=True)), fill))
    assert (seal.intact, seal.trusted, seal.remarks) == (Intact.UNCHECKED, False, (pades.FILLED,))
    open_form = sealed_pdf(REGISTRAR, pdf(form=True), certify=True, docmdp_permissions=MDPPerm.FILL_FORMS)
    (seal,) = judged(grown(open_form, fill))
    assert (seal.intact, seal.remarks) == (Intact.YES, (pades.FILLED,))
    closed = sealed_pdf(REGISTRAR, pdf(form=True), certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)
    (seal,) = judged(grown(closed, fill))
    assert (seal.intact, seal.remarks) == (Intact.NO, (pades.APPENDED,))


def test_an_expired_certificate_is_trusted_when_a_timestamp_proves_the_time() -> None:
    expired = signer(ROOT, days=(-500, -100))
    (seal,) = judged(sealed_pdf(expired, pdf()))
    assert (seal.intact, seal.trusted, seal.remarks) == (Intact.YES, False, (judging.EXPIRED,))
    data = sealed_pdf(expired, pdf(), clock=(CLOCK, NOW - 200 * DAY))
    (seal,) = judged(data)
    assert (seal.trusted, seal.proved_time, seal.remarks) == (True, True, ())
    assert seal.signed_at == "2026-05-14T12:00:00Z"
    (seal,) = judged(data, expired.der)
    assert (seal.trusted, seal.remarks) == (False, (judging.FOREIGN_TIMESTAMP, judging.EXPIRED))


def test_an_old_digest_is_remarked_on() -> None:
    (seal,) = judged(sealed_pdf(REGISTRAR, pdf(), digest="sha1"))
    assert (seal.intact, seal.remarks) == (Intact.YES, (judging.WEAK,))


def test_a_locked_pdf_says_that_its_seal_was_not_checked() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(SEALED)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="x", user=""))
    (seal,) = judged(out.getvalue() + b"%/ByteRange\n")
    assert seal.intact is Intact.UNCHECKED


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pdfs_give_a_result_at_once(name: str) -> None:
    data = shared(f"attacks/{name}").read_bytes()
    assert judged(data) == ()
    started = time.process_time()
    for seal in judged(data + b"\n%/ByteRange"):
        assert seal.intact is Intact.UNCHECKED
    assert time.process_time() - started < 2


def test_a_sealed_pdf_cut_anywhere_gives_a_result() -> None:
    for length in range(9, len(SEALED), 1499):
        assert all(seal.intact is not Intact.YES for seal in judged(SEALED[:length]))
