from __future__ import annotations

import base64
import json

import pytest

from tests.openbadges.pictures import SVG, png, with_chunk
from wallet.openbadges.baking import bake, find, unbake
from wallet.openbadges.document import NotBaked, Unreadable


def token(payload: dict[str, object]) -> str:
    parts = (json.dumps(part).encode() for part in ({"alg": "EdDSA"}, payload))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + ".c2ln"


MODERN = ['{"type": ["VerifiableCredential"]}', token({"vc": {}}), token({"type": ["VerifiableCredential"]})]
CLASSIC = ['{"type": "Assertion"}', token({"type": "Assertion"}), "https://issuer.example/a/1"]


@pytest.mark.parametrize("picture", [png(), SVG], ids=["png", "svg"])
@pytest.mark.parametrize("credential", MODERN + CLASSIC)
def test_a_picture_gives_back_what_was_baked_into_it(picture: bytes, credential: str) -> None:
    assert unbake(bake(picture, credential)) == credential


@pytest.mark.parametrize("credential", MODERN)
def test_a_verifiable_credential_is_baked_under_its_own_name(credential: str) -> None:
    assert b"iTXtopenbadgecredential\0" in bake(png(), credential)
    assert b"<openbadges:credential" in bake(SVG, credential)


@pytest.mark.parametrize("credential", CLASSIC)
def test_an_assertion_is_baked_under_the_old_name(credential: str) -> None:
    assert b"iTXtopenbadges\0" in bake(png(), credential)
    assert b"<openbadges:assertion" in bake(SVG, credential)


def test_only_pictures_can_be_baked_or_unbaked() -> None:
    with pytest.raises(NotBaked, match="not a picture"):
        unbake(b'{"type": "Assertion"}')
    with pytest.raises(Unreadable, match="PNG or SVG"):
        bake(b'{"type": "Assertion"}', CLASSIC[0])


def test_a_badge_under_another_version_s_name_is_said_to_be_odd() -> None:
    baked = bake(png(), MODERN[1])
    assert find(baked).oddities == ()
    renamed = with_chunk(b"iTXt", b"openbadges\0\0\0\0\0" + MODERN[1].encode())
    assert "name of another version" in find(renamed).oddities[0]
