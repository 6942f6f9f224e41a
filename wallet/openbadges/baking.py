"""Take a credential out of a picture, or put it in."""

from __future__ import annotations

from wallet.openbadges import png, svg
from wallet.openbadges.document import Kind, NotBaked, Unreadable, jws_parts, kind_of, load
from wallet.openbadges.png import Baked
from wallet.openbadges.report import N_


def find(picture: bytes) -> Baked:
    """The credential in a PNG or SVG with what is unusual about its baking.

    Raises NotBaked for a sound picture without one, Unreadable for anything else.
    """
    kind = kind_of(picture)
    if kind is Kind.PNG:
        return png.find(picture)
    if kind is Kind.SVG:
        return svg.find(picture)
    raise NotBaked(N_("This is not a picture. A baked badge is a PNG or SVG picture."))


def unbake(picture: bytes) -> str:
    """The credential in a PNG or SVG as it stands there: JSON text, a compact JWS or a URL.

    Raises NotBaked for a sound picture without one, Unreadable for anything else. (OB 2.0 baking, OB 3.0 §5.3)
    """
    return find(picture).text


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
