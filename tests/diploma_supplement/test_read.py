"""Whatever is sent: a reading or a sentence, in time, and never another error."""

from __future__ import annotations

import gzip
import time
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.diploma_supplement.elmo import PDF, attachment, course, credit, elmo, report, section, supplement, uri
from tests.diploma_supplement.reading import all_text
from tests.shared import cases, shared
from wallet import readings
from wallet.diploma_supplement.reading.read import read
from wallet.errors import Unprocessable
from wallet.supplement import Intact, Piece, Reading, shown

NOW = datetime(2026, 6, 1, tzinfo=UTC)
KINDS = ("svg/", "strings/", "json/", "jsonld/")
FORMATS = {
    "elmo-": "ELMO",
    "dk-emrex": "ELMO",
    "fi-emrex": "ELMO",
    "emrex-gateway": "ELMO",
    "edc-": "ELM 2",
    "european-digital-credentials__c": "ELM 2",
    "european-digital-credentials__d": "ELM 2",
    "european-digital-credentials__s": "ELM 3",
    "XHochschule": "XHochschule 1.2",
    "elm3-": "ELM 3",
    "vc__": "ELM 3",
    "standard__": "PDF",
}
OWN = elmo(
    report(
        course(
            "Law",
            of=credit("180") + supplement(section("1.3", "May"), section("4.3", "", attachment(uri(PDF)))),
            parts=(course("Civil law", of=credit("9") + "<resultLabel>30</resultLabel>"),),
            kind="Degree",
        ),
        '<gradingScheme localId="1"><description>Of thirty</description></gradingScheme>',
    )
)
NOISE = [b"", b"<", b">", b"</report>", b"<!--", b"]]>", b"&#0;", b"\xff", b'"', b"xml:lang='", b"<section/>", b"1.3"]


def outcome(data: bytes) -> Reading | None:
    """The reading of bytes, None where they were refused with a sentence; fails on all else, and on idling."""
    started = time.process_time()
    try:
        return read(data, (), NOW)
    except Unprocessable as error:
        sentence = str(error)
    finally:
        assert time.process_time() - started < 3
    assert sentence.endswith(".")
    return None


def documents() -> list[str]:
    """The names of the real files that are documents."""
    return sorted({str(row["file"]) for row in cases("diploma_supplement/manifest.jsonl")} | set(MORE))


MORE = (
    "elmo-example.xml",
    "elmo-finland.xml",
    "elmo-norway.xml",
    "elmo-complicated.xml",
    "edc-elm2-diploma-supplement.xml",
    "elm3-Sample-CertOfPart-signed.jsonld",
    "elm3-Sample-MC-Annex1-signed.jsonld",
    "elm3-Sample-MC-Annex1-unsigned.jsonld",
)


@pytest.mark.parametrize("name", documents())
def test_every_real_file_is_read_and_can_be_kept(name: str) -> None:
    found = outcome(shared(f"diploma_supplement/{name}").read_bytes())
    if name.startswith("vc__") and found is None:
        pytest.fail("the wallet reads unsealed ELM 3")
    assert found is not None
    assert found.document.format == next(kind for start, kind in FORMATS.items() if name.startswith(start))
    assert readings.document(readings.to_json(found.document)) == found.document
    assert readings.seals(readings.to_json(found.seals)) == found.seals


@pytest.mark.parametrize(
    ("name", "intact"),
    [
        ("elmo-example.xml", [Intact.NO]),
        ("elmo-finland.xml", []),
        ("fi-emrex__elmo_vastaus_base64_gzipped.txt", [Intact.YES]),
        ("emrex-gateway__sampleElmo.b64", [Intact.NO]),
        ("edc-elm2-diploma-supplement.xml", [Intact.YES]),
        ("elm3-Sample-MC-Annex1-signed.jsonld", [Intact.YES]),
        ("elm3-Sample-MC-Annex1-unsigned.jsonld", []),
    ],
)
def test_the_seals_come_with_the_reading(name: str, intact: list[Intact]) -> None:
    found = read(shared(f"diploma_supplement/{name}").read_bytes(), (), NOW)
    assert [each.intact for each in found.seals] == intact
    assert not any(each.trusted for each in found.seals)


@pytest.mark.parametrize(
    "row",
    [row for row in cases("attacks/manifest.jsonl") if row["file"].startswith(KINDS)],
    ids=lambda row: str(row["file"]),
)
def test_files_of_the_attacks_are_refused_with_a_sentence_and_in_time(row: dict[str, Any]) -> None:
    assert outcome(shared(f"attacks/{row['file']}").read_bytes()) is None


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"   \n", id="white-space"),
        pytest.param(b"PK\x03\x04", id="zip"),
        pytest.param(b"<html><body/></html>", id="html"),
        pytest.param(b"<diplomaSupplement/>", id="a-supplement-of-nobody"),
        pytest.param(b"hello", id="a-word"),
        pytest.param(b"[]", id="json-list"),
        pytest.param(b'{"a":' * 5_000, id="deep-json"),
        pytest.param(b'{"payload": "{}", "payload": "{}", "signatures": []}', id="ambiguous-json"),
        pytest.param(b'{"payload": "{", "signatures": []}', id="seal-around-nothing"),
        pytest.param(b64encode(b"hello"), id="base64-of-a-word"),
        pytest.param(b64encode(gzip.compress(bytes(50_000_000))), id="bomb"),
        pytest.param(b64encode(gzip.compress(b64encode(OWN))), id="wrapped-twice"),
        pytest.param(b"A" * 30_000_000, id="large-base64"),
        pytest.param(b"<elmo>" + b"<section number='1'>" * 90 + b"x", id="unfinished"),
    ],
)
def test_what_is_no_document_is_refused_with_a_sentence(data: bytes) -> None:
    assert outcome(data) is None


@pytest.mark.parametrize("before", [b"", b"\n ", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("wrap", [bytes, b64encode, lambda data: b64encode(gzip.compress(data))])
def test_our_own_file_is_read_however_it_is_wrapped(wrap: Any, before: bytes) -> None:
    found = outcome(wrap(before + OWN))
    assert found is not None
    assert [len(data) for _digest, data in found.files] == [len(PDF)]
    assert found.document.title[0].text == "Law"


DAMAGE = st.tuples(st.integers(0, len(OWN)), st.integers(0, 40), st.sampled_from(NOISE))


@given(st.lists(DAMAGE, min_size=1, max_size=4))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_damage_to_a_file_breaks_the_reader(damages: list[tuple[int, int, bytes]]) -> None:
    data = OWN
    for at, cut, noise in damages:
        data = data[:at] + noise + data[at + cut :]
    found = outcome(data)
    if found is not None:
        assert readings.document(readings.to_json(found.document)) == found.document


NAMES = ["section", "title", "content", "learner", "report", "hasPart", "specifies", "credit", "level", "attachment"]
NAMES += ["learningOpportunitySpecification", "learningOpportunityInstance", "diplomaSupplement", "groups", "groupType"]
NAMES += ["group", "extension", "issuer", "familyName", "bday", "identifier", "resultLabel", "date", "academicTerm"]
NUMBERS = st.sampled_from(["1.3", "1.1", "4", "9", "A"])
TREES = st.recursive(
    st.sampled_from(["%", ""]),
    lambda inner: st.tuples(st.sampled_from(NAMES), NUMBERS, st.lists(inner, max_size=4)),
    max_leaves=25,
)


def written(tree: Any) -> str:
    """A drawn tree as XML."""
    if isinstance(tree, str):
        return tree
    name, number, inner = tree
    return f'<{name} number="{number}">{"".join(map(written, inner))}</{name}>'


@given(st.lists(TREES, max_size=5))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_nesting_of_its_elements_is_read_and_no_text_of_it_is_dropped(trees: list[Any]) -> None:
    first, *others = "".join(map(written, trees)).split("%")
    content = first + "".join(f" Text{number:03} {other}" for number, other in enumerate(others))
    found = outcome(f"<elmo>{content}</elmo>".encode())
    assert found is not None
    told = "\n".join(all_text(shown(found.document, frozenset(Piece))))
    assert [number for number in range(len(others)) if f"Text{number:03}" not in told] == []
