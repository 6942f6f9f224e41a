from __future__ import annotations

import io
import json
import subprocess
import sys
import zlib
from pathlib import Path

import pikepdf
import pytest

from tests.conformance.hostile_files import a_pdf_whose_table_has_rows_of_a_gigabyte
from tests.openbadges.issuing import assertion, badge_class, issuer, judged, site
from tests.openbadges.pictures import png
from tests.shared import cases, shared
from wallet.openbadges.baking import bake, unbake
from wallet.openbadges.document import NotBaked, Unreadable
from wallet.openbadges.report import Verdict

TEXT = json.dumps(assertion())
HOSTILE = [row for row in cases("attacks/manifest.jsonl") if row["file"].startswith("pdf/")]


def document(*files: bytes, password: str = "") -> bytes:
    """A PDF of one page with files attached."""
    made = pikepdf.new()
    made.add_blank_page()
    for number, data in enumerate(files):
        made.attachments[f"{number}.bin"] = data
    out = io.BytesIO()
    made.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return out.getvalue()


@pytest.mark.parametrize("attached", [TEXT.encode(), bake(png(), TEXT)], ids=["json", "png"])
def test_a_badge_attached_to_a_pdf_is_found_and_judged(attached: bytes) -> None:
    content = document(b"\0\1\2 something else", attached)
    assert unbake(content) == TEXT
    assert judged(content, site(assertion(), badge_class(), issuer())).verdict is Verdict.VALID


def test_a_pdf_without_a_badge_is_refused() -> None:
    for content in (document(), document(b"not a badge", b'{"a": 1}'), document(png())):
        with pytest.raises(NotBaked, match="PDF carries no badge"):
            unbake(content)


def test_a_pdf_with_several_badges_is_refused() -> None:
    with pytest.raises(Unreadable, match="several badges"):
        unbake(document(TEXT.encode(), json.dumps(badge_class()).encode()))


def test_a_locked_or_damaged_pdf_is_refused() -> None:
    with pytest.raises(Unreadable, match="password"):
        unbake(document(TEXT.encode(), password="secret"))
    with pytest.raises(Unreadable):
        unbake(b"%PDF-1.7 nothing of it")


def test_a_file_in_a_pdf_that_unpacks_to_more_than_any_badge_is_left_alone() -> None:
    made = pikepdf.new()
    bomb = pikepdf.Stream(made, zlib.compress(b"{" * (64 << 20)))
    bomb.Filter = pikepdf.Name.FlateDecode
    made.Root.AF = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Filespec, EF=pikepdf.Dictionary(F=bomb)))
    out = io.BytesIO()
    made.save(out, compress_streams=False)
    with pytest.raises(NotBaked):
        unbake(out.getvalue())


@pytest.mark.parametrize("row", HOSTILE, ids=[row["file"] for row in HOSTILE])
def test_a_hostile_pdf_ends_in_a_sentence(row: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        unbake(shared(f"attacks/{row['file']}").read_bytes())


def test_what_is_wrong_with_a_pdf_is_said_in_the_report_alone(tmp_path: Path) -> None:
    content, _ = a_pdf_whose_table_has_rows_of_a_gigabyte()
    (tmp_path / "badge.pdf").write_bytes(content)
    command = [sys.executable, "-m", "wallet", "verify", str(tmp_path / "badge.pdf")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "damaged" in ran.stdout
