from __future__ import annotations

from pathlib import Path

from structlog.testing import capture_logs

from tests.diploma_supplement.signing import authority
from wallet.anchors import anchors


def test_certificates_are_read_from_pem_and_der_files_each_once(tmp_path: Path) -> None:
    one, other, third = authority("One"), authority("Other"), authority("Third")
    (tmp_path / "a.pem").write_bytes(b"One and another\n" + one.pem + b"\n" + other.pem)
    (tmp_path / "b.der").write_bytes(third.der)
    (tmp_path / "c.crt").write_bytes(one.pem)
    assert anchors(tmp_path) == (one.der, other.der, third.der)


def test_what_is_no_certificate_is_left_out_and_told_to_the_operator(tmp_path: Path) -> None:
    one = authority("One")
    damaged = one.pem.replace(b"MII", b"AAA", 1)
    (tmp_path / "a.pem").write_bytes(damaged + one.pem)
    (tmp_path / "b.txt").write_bytes(b"Whom do we trust?")
    (tmp_path / "c.der").write_bytes(one.der + b"0" * (1 << 20))
    (tmp_path / ".hidden").write_bytes(b"nothing")
    (tmp_path / "folder").mkdir()
    with capture_logs() as logs:
        assert anchors(tmp_path) == (one.der,)
    assert [line["file"] for line in logs] == ["a.pem", "b.txt", "c.der"]


def test_a_folder_that_is_not_there_gives_no_anchors_and_says_so(tmp_path: Path) -> None:
    with capture_logs() as logs:
        assert anchors(tmp_path / "absent") == ()
    assert [line["event"] for line in logs] == ["anchors not read"]
