"""Badges for certificates, made by code: what the gate would tell of them, however they stand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from PIL import Image

from tests.factories import KEYS
from wallet import i18n
from wallet.demo import credentials
from wallet.demo.content import LEARNER
from wallet.printing import press
from wallet.reports import Proof
from wallet.seal import Seal, headline
from wallet.share.certificate import certificate_of
from wallet.share.engraving import Certificate, contents, sheet
from wallet.shown import Link, PublicBadge
from wallet.statements import Line
from wallet.story import Story, tell

URL = "https://wallet.example/b/k3Jf9qL2vXw8ZpRt1mNb7A"
CHECKED = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
GOOD = (
    Line("passed", "Unchanged since it was issued"),
    Line("passed", "Issued by University of Pontelume (badges.pontelume.example), an issuer this wallet knows"),
    Line("passed", "Awarded to the owner of this page"),
    Line("passed", "Not withdrawn by its issuer"),
    Line("passed", "Within its time of validity"),
)
OTHER_LINES = {
    "revoked": (*GOOD[:3], Line("failed", "Withdrawn by its issuer"), GOOD[4]),
    "invalid": (Line("failed", "The seal does not fit: the credential was altered after it was signed."),),
    "malformed": (Line("failed", "Nothing in this file could be read as a badge."),),
    "pending": (),
    "not_awarded": (),
}
PROOFS = {"unknown_issuer": Proof.HOST, "unproved_issuer": Proof.WORD, "unverifiable": Proof.WORD}


def story(what: str = "degree", language: str = "en", **own: Any) -> Story:
    """The story of one of the demo's badges, with fields of one's own."""
    with i18n.speaking(language):
        if what == "course":
            told = tell(credentials.course(LEARNER, language).decode())
        else:
            told = tell(credentials.degree(KEYS, LEARNER, language).decode())
    return replace(told, **own)


def stood(mark: str, of: Story) -> Seal:
    """A seal of a mark, with the lines that go with it."""
    proof, checked = PROOFS.get(mark, Proof.KNOWN), None if mark == "pending" else CHECKED
    words = headline(mark, {**of.dates, "valid_until": of.valid_until or CHECKED})
    return Seal(mark, mark, words, OTHER_LINES.get(mark, GOOD), checked, (), proof=proof)


def badge(mark: str = "valid", of: Story | None = None, locale: str = "en", **own: Any) -> PublicBadge:
    """What the gate tells of a badge that stands so."""
    told = of or story(language=locale)
    with i18n.speaking(locale):
        seal = stood(mark, told)
    made = PublicBadge("slug", Link(None, False, False, "1.1"), locale, told, seal, None, "art", None, None, ())
    return replace(made, **own)


def certificate(shown: PublicBadge, url: str = URL, accent: str = "") -> Certificate:
    """Its certificate, in the language of its page."""
    with i18n.speaking(shown.locale):
        return certificate_of(shown, url, accent)


def pictures(made: Certificate, art: bytes | None, ppi: int = 100) -> list[Image.Image]:
    """The pages as pictures."""
    data = json.dumps(contents(made, with_art=art is not None))
    found: Any = press.compiled(sheet(made, art), data, format="png", ppi=ppi)
    return [Image.open(BytesIO(png)).convert("RGB") for png in (found if isinstance(found, list) else [found])]
