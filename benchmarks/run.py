"""How fast verification is, beside its peers: `make bench` prints the table of the README."""

from __future__ import annotations

import json
import os
import struct
import sys
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks import credentials as made
from benchmarks import peers
from benchmarks.measure import Batch, Timing, in_turns, runs
from wallet.openbadges import baking, jws, keys, proofs, status
from wallet.openbadges.document import load
from wallet.openbadges.report import Fetched, Report, Verdict, nobody
from wallet.openbadges.verify import verify
from wallet.trust.driver import judge
from wallet.trust.remembered import Remembered, Verdicts, size_of

DIFFERENT = 200  # credentials of each kind, in turn, more than any memory but that of verdicts holds
OURS, THEIRS = 60, 20  # runs a round


@dataclass(frozen=True)
class Row:
    """One line of the table: what was timed, how long it took, and what it is to be compared with."""

    what: str
    ours: Timing
    other: str = ""
    theirs: Timing | None = None
    at_least: float = 0.0
    at_most: float = 0.0

    def __str__(self) -> str:
        ratio = self.theirs.seconds / self.ours.seconds if self.theirs else 0.0
        wanted = f"≥ {self.at_least:g} ×" if self.at_least else f"≤ {spell(self.at_most)}" if self.at_most else ""
        held = ratio >= self.at_least if self.theirs else self.ours.seconds <= self.at_most
        cells = [
            self.what,
            spell(self.ours.seconds),
            self.other,
            spell(self.theirs.seconds) if self.theirs else "",
            f"{float(f'{ratio:.3g}'):,g} ×" if self.theirs else "",
            wanted,
            ("yes" if held else "**no**") if wanted else "",
            f"{max(self.ours.noise, self.theirs.noise if self.theirs else 0):.0%}",
        ]
        return "| " + " | ".join(cells) + " |"


def spell(seconds: float) -> str:
    """A duration as people read it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.0f} ns"


def verifying(documents: list[bytes], pages: Mapping[str, Fetched]) -> Batch:
    """The whole of `verify` on each document in turn, all of which are valid."""
    for document in documents:
        report = verify(document, pages, made.NOW)
        assert isinstance(report, Report), report
        assert report.verdict is Verdict.VALID, report.checks
    return runs(lambda number: verify(documents[number % len(documents)], pages, made.NOW))


def raw(documents: list[bytes]) -> Batch:
    """Two SHA-256 of the canonical bytes and one Ed25519 verification, of which a judgement cannot be quicker."""
    public, prepared = made.ED25519.public_key(), []
    for document in documents:
        credential = load(document)
        proof = credential["proof"]
        suite = proofs.suite_of(proof)
        assert suite is not None
        options, body = proofs.Sealed(credential).covered(proof, suite)
        prepared.append((options, body, keys.unbase58(proof["proofValue"][1:])))

    def check(number: int) -> None:
        options, body, signature = prepared[number % len(prepared)]
        public.verify(signature, sha256(options).digest() + sha256(body).digest())

    return runs(check)


def several(make: Callable[[], made.Json]) -> list[bytes]:
    """Sealed credentials that differ in their ids."""
    return [
        made.sealed({**make(), "id": f"urn:uuid:0c1b9c3e-5d1e-4b54-9a52-{number:012x}"}) for number in range(DIFFERENT)
    ]


def data_integrity(node: peers.Peer) -> Iterator[Row]:
    """Rows about eddsa-rdfc-2022, first seen and seen before."""
    for what, make, times, share in (
        ("eddsa-rdfc-2022, basic (15 statements)", made.basic, 10, 0.40),
        ("eddsa-rdfc-2022, complex (67 statements)", made.complex_one, 20, 0.20),
    ):
        documents = several(make)
        took = in_turns(
            {
                "ours": (verifying(documents, {}), OURS),
                "raw": (raw(documents), OURS),
                "theirs": (verifier_core(node, what, documents, {}), THEIRS),
            }
        )
        yield Row(what, took["ours"], "verifier-core", took["theirs"], times)
        yield Row("", took["ours"], "raw SHA-256 and Ed25519", took["raw"], share)
    yield from known_before(node)


def verifier_core(node: peers.Peer, case: str, documents: list[bytes], pages: Mapping[str, bytes]) -> Batch:
    """The peer's `verifyCredential` on each document in turn."""
    task = {
        "documents": [one.decode() for one in documents],
        "pages": {url: body.decode() for url, body in pages.items()},
    }
    return lambda times: node.seconds(peer="verifier-core", case=case, times=times, **task)


def known_before(node: peers.Peer) -> Iterator[Row]:
    """Rows about a credential with a status list, first seen and known."""
    documents, body = several(made.with_status), made.sealed(made.status_list())
    pages = {made.STATUS_LIST: made.page(made.STATUS_LIST, body)}
    recall, what = Verdicts(), "the same with a status list of 131,072"
    for document in documents:
        report, span = judge(document, dict(pages), made.NOW, (), nobody)
        assert isinstance(report, Report)
        recall.keep(document, Remembered(report, pages, nobody, span, size_of(document, pages)))

    # the list has been fetched anew since, and says the same
    anew = [{made.STATUS_LIST: made.page(made.STATUS_LIST, bytes(bytearray(body)))} for _ in documents]

    def again(number: int) -> Report | None:
        return recall.recall(documents[number % DIFFERENT], anew[number % DIFFERENT], made.NOW)

    assert all(again(number) == verify(document, pages, made.NOW) for number, document in enumerate(documents))

    took = in_turns(
        {
            "ours": (verifying(documents, pages), OURS),
            "again": (runs(again, together=100), OURS),
            "theirs": (verifier_core(node, what, documents, {made.STATUS_LIST: body}), THEIRS),
        }
    )
    yield Row(what, took["ours"], "verifier-core", took["theirs"])
    yield Row("that one again: dates and status checked", took["again"], "verifier-core", took["theirs"], 1000)


def tokens(node: peers.Peer) -> Iterator[Row]:
    """Rows about VC-JWT."""
    texts = [made.token(number) for number in range(DIFFERENT)]
    jwk = made.jwk()
    pages = {url: made.page(url, json.dumps({"keys": [jwk]}).encode()) for url in (made.SITE, made.WELL_KNOWN)}
    key = keys.from_jwk(jwk)
    took = in_turns(
        {
            "whole": (verifying([text.encode() for text in texts], pages), OURS),
            "seal": (runs(lambda number: jws.verify_with(jws.parse(texts[number % DIFFERENT]), key)), OURS),
            "theirs": (
                lambda times: node.seconds(peer="jose", case="jose", documents=texts, jwk=jwk, times=times),
                OURS,
            ),
        }
    )
    yield Row("VC-JWT RS256: token and signature", took["seal"], "jose `jwtVerify`", took["theirs"], 1.5)
    yield Row("VC-JWT RS256: the whole judgement of the badge", took["whole"], "jose `jwtVerify`", took["theirs"])


def hosted(python: peers.Peer) -> Iterator[Row]:
    """The row about Open Badges 2.0."""
    site = {url: json.dumps(document) for url, document in made.hosted(DIFFERENT).items()}
    pages = {url: made.page(url, text.encode()) for url, text in site.items()}
    awarded = [url for url in site if "/a/" in url]
    files = [site[url].encode() for url in awarded]
    took = in_turns(
        {
            "ours": (verifying(files, pages), OURS),
            "theirs": (partial(asked, python, {"peer": "openbadges", "urls": awarded, "pages": site}), THEIRS),
        }
    )
    yield Row("Open Badges 2.0, hosted", took["ours"], "PyPI openbadges", took["theirs"], 100)


def pictures(python: peers.Peer) -> Iterator[Row]:
    """Rows about a picture of 200 kB with a badge in it."""
    credential = json.dumps(made.hosted(1)[f"{made.SITE}/a/0"])
    plain = picture()
    first = baking.bake(plain, credential)
    for what, ours, given, share in (
        ("unbake a PNG of 200 kB, the badge last", baking.unbake, badge_last(first, len(plain)), 1.2),
        ("unbake a PNG of 200 kB, the badge first", baking.unbake, first, 0.0),
        ("bake a PNG of 200 kB", lambda given: baking.bake(given, credential), plain, 5),
    ):
        task = {"peer": what.split()[0], "picture": b64encode(given).decode(), "credential": credential}
        took = in_turns(
            {"ours": (runs(partial(on, ours, given)), OURS), "theirs": (partial(asked, python, task), OURS)}
        )
        yield Row(what, took["ours"], "openbadges-bakery", took["theirs"], share)


def on(work: Callable[[bytes], object], given: bytes, _number: int) -> object:
    """The same work in each run."""
    return work(given)


def asked(peer: peers.Peer, task: Mapping[str, Any], times: int) -> list[float]:
    """So many runs of a peer."""
    return peer.seconds(times=times, **task)


def badge_last(baked: bytes, plain: int) -> bytes:
    """A baked picture with the badge before its end instead of after its header, where other bakers put it."""
    header, size = 33, len(baked) - plain
    return baked[:header] + baked[header + size : -12] + baked[header : header + size] + baked[-12:]


def picture() -> bytes:
    """A PNG of 200 kB whose pixels do not pack, in chunks of 8 kB as encoders write them."""
    width, height = 256, 260
    lines = [sha256(bytes(divmod(row, 256))).digest() * (3 * width // 32) for row in range(height)]
    data = zlib.compress(b"".join([b"\0" + line for line in lines]), 0)
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))]
    parts += [(b"IDAT", data[start : start + 8192]) for start in range(0, len(data), 8192)] + [(b"IEND", b"")]
    checked = [(kind + body, struct.pack(">I", zlib.crc32(kind + body))) for kind, body in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join([struct.pack(">I", len(body) - 4) + body + crc for body, crc in checked])


def status_lists() -> Iterator[Row]:
    """Rows about status lists, without a peer."""
    entry = status.read_entry(made.with_status()["credentialStatus"])
    small, large = made.encoded_list(131_072), made.encoded_list(1 << 24)
    took = in_turns(
        {
            "bit": (runs(lambda _: status.value_at(status.expand(small), entry), together=100), OURS),
            "small": (runs(lambda _: expanded(small)), OURS),
            "large": (runs(lambda _: expanded(large)), 3),
        }
    )
    yield Row("status bit of a list that is known", took["bit"], at_most=1e-6)
    yield Row("decode a list of 131,072", took["small"], at_most=0.5e-3)
    yield Row("decode a list of 16,777,216", took["large"], at_most=50e-3)


def expanded(encoded: str) -> bytes:
    """The bits of a list, decoded anew."""
    status._expanded.cache_clear()
    return status.expand(encoded)


def all_of(rows: Iterator[Row]) -> list[Row]:
    """The rows of a part, as far as its peer runs on this machine."""
    found: list[Row] = []
    try:
        found.extend(rows)
    except (RuntimeError, OSError) as problem:
        print(f"Left out: {problem}", file=sys.stderr)
    return found


def main() -> None:
    """Measure everything on one processor and print the table."""
    peers.install()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    node, python = peers.node(), peers.python()
    try:
        parts = (data_integrity(node), tokens(node), hosted(python), pictures(python), status_lists())
        rows = [row for part in parts for row in all_of(part)]
    finally:
        node.close()
        python.close()
    head = ["what", "ours", "beside", "theirs", "we are", "asked for", "held", "noise"]
    table = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|", *map(str, rows)]
    print("\n".join(table))
    Path(peers.FOLDER / "table.md").write_text("\n".join(table) + "\n")


if __name__ == "__main__":
    main()
