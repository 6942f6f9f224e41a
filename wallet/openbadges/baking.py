"""Take a credential out of a picture, or put it in."""

from __future__ import annotations

from dataclasses import replace

from wallet.openbadges import pdf, png, svg
from wallet.openbadges.document import Kind, NotBaked, Unreadable, jws_parts, kind_of, load
from wallet.openbadges.png import Baked
from wallet.openbadges.report import N_


def find(content: bytes) -> Baked:
    """The credential in a PNG, SVG or PDF with what is unusual about the way it was put there.

    Raises NotBaked for a sound file without one, Unreadable for anything else.
    """
    kind = kind_of(content)
    if kind is Kind.PDF:
        return pdf.find(content, find)
    if kind not in (Kind.PNG, Kind.SVG):
        raise NotBaked(N_("This is not a picture. A baked badge is a PNG or SVG picture."))
    baked = png.find(content) if kind is Kind.PNG else svg.find(content)
    if _is_misnamed(baked):
        odd = N_("The badge stands in the picture under the name of another version of Open Badges.")
        return replace(baked, oddities=(*baked.oddities, odd))
    return baked


def _is_misnamed(baked: Baked) -> bool:
    try:
        return baked.modern is not None and baked.modern is not is_modern(baked.text)
    except Unreadable:
        return False


def unbake(content: bytes) -> str:
    """The credential in a PNG, SVG or PDF as it stands there: JSON text, a compact JWS or a URL.

    Raises NotBaked for a sound file without one, Unreadable for anything else. (OB 2.0 baking, OB 3.0 §5.3)
    """
    return find(content).text


def bake(picture: bytes, credential: str) -> bytes:
    """Put a credential (JSON text, a compact JWS or an assertion's URL) into a PNG or SVG; no pixel changes.

    What was baked there before is replaced. The credential's version chooses the keyword. Raises Unreadable.
    """
    modern = is_modern(credential)
    kind = kind_of(picture)
    if kind is Kind.PNG:
        return png.bake(picture, credential, png.KEYWORDS[1] if modern else png.KEYWORDS[0])
    if kind is Kind.SVG:
        return svg.bake(picture, credential, modern=modern)
    raise Unreadable(N_("A badge can only be put into a PNG or SVG picture."))


def is_modern(credential: str) -> bool:
    """Whether a credential is a Verifiable Credential (Open Badges 3.0), not an assertion of 0.5 to 2.1."""
    kind = kind_of(credential.encode())
    if kind is Kind.JSON:
        return "VerifiableCredential" in str(load(credential).get("type", ""))
    if kind is Kind.JWS:
        payload = jws_parts(credential)[1]
        return "vc" in payload or "VerifiableCredential" in str(payload.get("type", ""))
    return False
