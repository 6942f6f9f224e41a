"""Files enclosed in documents: what they are, not what they claim."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest

from tests.diploma_supplement.elmo import JPEG, PDF, PNG, attachment, elmo, report, uri
from tests.diploma_supplement.reading import read_elmo
from tests.shared import cases
from wallet.diploma_supplement.reading.enclosing import MAX_BYTES, MAX_FILES, TOO_MANY, UNREADABLE, enclosed, gathered
from wallet.supplement import Enclosed, Said

TITLE = (Said("en", "Annex"),)


@pytest.mark.parametrize(
    ("data", "media_type", "name"),
    [
        pytest.param(PDF, "application/pdf", "x.pdf", id="pdf"),
        pytest.param(PNG, "image/png", "x.png", id="png"),
        pytest.param(JPEG, "image/jpeg", "x.jpg", id="jpeg"),
    ],
)
@pytest.mark.parametrize("claimed", ["text/html", "image/svg+xml", "application/pdf"])
def test_the_bytes_decide_the_type_and_not_the_claim(data: bytes, media_type: str, name: str, claimed: str) -> None:
    digest = sha256(data).hexdigest()
    assert enclosed(uri(data, claimed), TITLE, "x.exe", "4.2") == (
        Enclosed(TITLE, name, media_type, len(data), "4.2", digest=digest),
        data,
    )


def test_base64_alone_and_white_space_in_it_are_read() -> None:
    broken = "\n  ".join(b64encode(PDF).decode())
    assert enclosed(broken, (), "", "")[1] == PDF
    assert enclosed(f" data:application/pdf;charset=x;base64,\n{broken}\n", (), "", "")[1] == PDF


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("data:application/pdf;base64,", id="nothing-in-it"),
        pytest.param("data:application/pdf;base64,iiNhz6QfDnnDybjHLBF2...", id="cut-off"),
        pytest.param("data:application/pdf,%25PDF-1.7", id="not-base64"),
        pytest.param(uri(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png"), id="svg"),
        pytest.param(uri(b"<script>alert(1)</script>", "application/pdf"), id="html"),
        pytest.param(uri(b"MZ" + bytes(60), "application/pdf"), id="program"),
        pytest.param(uri(b" " + PDF), id="pdf-behind-something"),
        pytest.param("https://example.org/annex.pdf", id="address"),
        pytest.param("file:///etc/passwd", id="file"),
        pytest.param(uri(PDF + bytes(MAX_BYTES)), id="too-large"),
    ],
)
def test_what_is_no_pdf_or_picture_is_told_and_not_kept(content: str) -> None:
    found, data = enclosed(content, TITLE, "", "8")
    assert (found.title, found.section, found.digest, found.problem) == (TITLE, "8", "", UNREADABLE)
    assert data is None


@pytest.mark.parametrize("row", cases("attacks/strings/filenames.open.jsonl"), ids=lambda row: str(row["id"]))
def test_no_filename_of_the_attacks_leads_anywhere(row: dict[str, Any]) -> None:
    name = enclosed(uri(PDF), (), row["filename"], "")[0].filename
    assert name.endswith(".pdf")
    assert not set(name) & set('/\\:"<>|?*\r\n\0;%')
    assert not name.startswith(".")
    assert len(name) <= 84


def test_no_more_files_are_kept_than_twenty_and_the_others_say_so() -> None:
    found, files = gathered(enclosed(uri(PDF + bytes([each])), (), "", "") for each in range(MAX_FILES + 2))
    assert (len(found), len(files)) == (MAX_FILES + 2, MAX_FILES)
    assert [each.problem for each in found[-3:]] == ["", TOO_MANY, TOO_MANY]
    assert [each.digest for each in found[-3:]] == [files[-1][0], "", ""]


def test_the_same_file_twice_is_kept_once() -> None:
    found, files = gathered(enclosed(uri(PDF), (), each, "") for each in "ab")
    assert [each.digest for each in found] == [files[0][0]] * 2
    assert len(files) == 1


def test_the_files_of_a_report_come_with_their_titles_and_transcripts_hang_at_the_results() -> None:
    transcript = attachment(uri(PDF), "Record", "Transcript of Records")
    found = read_elmo(elmo(report(transcript), attachment(uri(PNG, "text/html"), "A picture")))
    told = [(each.title[0].text, each.filename, each.media_type, each.section) for each in found.document.enclosed]
    assert told == [("A picture", "A picture.png", "image/png", ""), ("Record", "Record.pdf", "application/pdf", "4")]
    assert [data for _digest, data in found.files] == [PNG, PDF]
