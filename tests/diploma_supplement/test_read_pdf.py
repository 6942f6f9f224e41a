from __future__ import annotations

import io
import time

import pikepdf
import pytest

from tests.diploma_supplement.signing import pdf
from tests.shared import cases, shared
from wallet.diploma_supplement.reading.pdf import read
from wallet.errors import Unprocessable
from wallet.supplement import Document, Said

HOSTILE = [row for row in cases("attacks/manifest.jsonl") if row["file"].endswith(".pdf")]


def told(*, title: str = "", language: object = None, pages: int = 1, password: str | None = None) -> bytes:
    """A PDF that says this of itself."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    if title:
        made.docinfo["/Title"] = title
    if language is not None:
        made.Root.Lang = language
    out = io.BytesIO()
    made.save(out, encryption=False if password is None else pikepdf.Encryption(owner="owner", user=password))
    return out.getvalue()


def test_a_pdf_says_its_pages_its_title_and_its_language() -> None:
    read_document = read(told(title="Diploma\nSupplement ", language=pikepdf.String("it-IT"), pages=3)).document
    assert read_document == Document(
        format="PDF", title=(Said("it-IT", "Diploma Supplement"),), languages=("it-IT",), pages=3
    )
    assert not read_document.structured


@pytest.mark.parametrize("title", ["Microsoft Word - ds_final.doc", "untitled", "DS_2024.pdf", " - "])
def test_the_name_of_a_file_or_a_program_is_no_title(title: str) -> None:
    assert read(told(title=title)).document.title == ()


def test_nonsense_about_a_pdf_does_it_no_harm() -> None:
    odd = read(told(language=pikepdf.Array([1, 2]), title="A" * 900)).document
    assert (odd.languages, len(odd.title[0].text)) == ((), 300)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (told(password="secret"), "needs a password"),
        (told(password=""), "locked by encryption"),
        (told(pages=0), "has no page"),
        (b"%PDF-1.7 nothing of it", "damaged"),
        (b"PK\3\4", "damaged"),
    ],
    ids=["password", "encrypted", "empty", "damaged", "zip"],
)
def test_a_pdf_that_cannot_be_opened_by_everybody_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unprocessable, match=reason):
        read(data)


@pytest.mark.parametrize("row", HOSTILE, ids=[row["file"] for row in HOSTILE])
def test_hostile_pdfs_are_read_or_refused_at_once(row: dict[str, str]) -> None:
    data = shared(f"attacks/{row['file']}").read_bytes()
    started = time.process_time()
    try:
        assert read(data).document.pages >= 1
    except Unprocessable as refused:
        reason = refused.message
    else:
        reason = "PDF"
    assert "PDF" in reason
    assert time.process_time() - started < 1


def test_real_supplements_have_six_pages() -> None:
    for country in ("Example-Poland", "Supplement-Norway"):
        data = shared(f"diploma_supplement/standard__Bachelor-Diploma-{country}.pdf").read_bytes()
        assert read(data).document.pages == 6


def test_a_pdf_encloses_nothing_that_is_kept_beside_it() -> None:
    assert read(pdf()).files == ()
