"""The certificate: one sheet that says what the page says, whatever the badge is called and however it stands."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from tests.diploma_supplement import pdf_text as pdf
from tests.share.certified import CHECKED, URL, badge, certificate, pictures, story
from wallet import i18n
from wallet.confined import Confined
from wallet.demo import art
from wallet.printing import press
from wallet.seal import ADVICE, HEADLINES
from wallet.share.certificate import SOUND
from wallet.share.engraving import printed
from wallet.shown import PublicBadge

LONG = "Corso di perfezionamento in progettazione, valutazione e certificazione delle competenze digitali per l’impresa"
GREEN, RED, AMBER = (27, 107, 58), (163, 32, 29), (138, 90, 0)
MARKUP = (
    '#panic("no") #read("/etc/passwd")',
    "$ x^2 $ \\ ] [ } { @label <label>",
    '*bold* _slanted_ `raw` // comment /* and */ "); #eval("1+1")',
    "<script>alert(1)</script> <b>not bold</b> &amp; R&D",
)
TEXTS: dict[str, dict[str, Any]] = {
    "plain": {},
    "120 characters of Italian": {"title": LONG + " locale"},
    "longer than any sheet": {"title": "lorem ipsum dolor " * 200, "recipient_name": "Maria Giovanna " * 60},
    "a word wider than the sheet": {"title": "Donaudampfschiff" * 30, "recipient_name": "W" * 400},
    "very long outcomes": {"outcomes": ("designs and defends " * 90,) * 60, "description": "It tells much. " * 400},
    "very long criteria": {"outcomes": (), "criteria": "## Part\n\n1. **do** it\n2. well\n\n" + "word " * 20_000},
    "Arabic": {
        "title": "إدارة التغيير: قيادة الناس خلال التحول",
        "recipient_name": "ليلى",
        "outcomes": ("يشرح النماذج",),
    },
    "Chinese": {"title": "变革管理：引领组织与人的转型之路" * 4, "recipient_name": "王芳", "outcomes": ("变革",)},
    "emoji and private use": {"title": "🎓 Learning 🚀 \ue000", "recipient_name": "👩🏽‍💻"},
    "nothing": {"title": "x", "outcomes": (), "criteria": None, "criteria_url": None, "description": None},
    "controls and overrides": {"title": "R&D\n\tnew\x00line \u202eevil", "recipient_name": "\u202eevil\x1b[31m"},
}


def told(shown: PublicBadge, picture: bytes | None = None) -> str:
    """The text of its certificate, which is one page by the standards."""
    data = printed(certificate(shown), picture)
    with pdf.opened(data) as opened:
        assert len(opened.pages) == 1
        assert [round(float(side)) for side in opened.pages[0].mediabox] == [0, 0, 842, 595]
        metadata = opened.Root.Metadata.read_bytes()
    assert b"pdfuaid:part" in metadata
    assert b"pdfaid:part" in metadata
    return pdf.text(data)


def of_size(size: tuple[int, int], mode: str = "RGB") -> bytes:
    out = BytesIO()
    Image.new(mode, size, "#1d4ed8").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("locale", ["en", "it"])
@pytest.mark.parametrize("name", TEXTS)
def test_any_text_gives_one_page_by_the_standards(name: str, locale: str) -> None:
    shown = badge(of=story(**TEXTS[name]), locale=locale)
    text = told(shown, art.degree())
    assert pdf.squeezed("University of Pontelume") in text
    assert URL in text
    assert zxingcpp.read_barcodes(pictures(certificate(shown), None)[0].convert("L"))[0].text == URL


@pytest.mark.parametrize("size", [(1, 1), (48, 48), (1024, 1024), (1024, 12), (9, 1024)])
@pytest.mark.parametrize("mark", ["valid", "revoked"])
def test_art_of_any_size_stands_on_its_panel(size: tuple[int, int], mark: str) -> None:
    shown = badge(mark)
    told(shown, of_size(size))
    sheet = pictures(certificate(shown), of_size(size))[0]
    beside = sheet.crop((sheet.width * 34 // 100, 0, sheet.width, sheet.height))
    assert (0x1D, 0x4E, 0xD8) not in {colour for _, colour in beside.getcolors(1 << 24) or []}


def test_it_tells_what_the_page_tells() -> None:
    text = told(badge())
    for words in (
        "Verified",
        "It is genuine, and it is valid today.",
        "Master’s Degree in Energy Transition Engineering",
        "Awarded to",
        "Marta Benedetti",
        "badges.pontelume.example",
        "16 July 2026",
        "EQF 7",
        "3000 hours",
        "What was learned",
        "How it was assessed",
        "Not withdrawn by its issuer",
        "As verified on 22 November 2026, 09:30 UTC. On paper this may be out of date",
    ):
        assert pdf.squeezed(words) in text, words


def test_it_is_tagged_titled_and_in_its_language() -> None:
    data = printed(certificate(badge(locale="it")), art.degree())
    with pdf.opened(data) as opened:
        assert str(opened.Root.Lang) == "it"
        assert str(opened.docinfo["/Title"]).startswith("Laurea Magistrale")
        alternatives = [str(each.get("/Alt", "")) for each in pdf.elements(opened) if each.get("/S") == "/Figure"]
    assert alternatives[0].startswith("Laurea Magistrale")
    assert URL in alternatives[1]
    found = pdf.roles(data)
    assert (found["/Title"], found["/H1"], found["/Figure"]) == (1, 2, 2)
    assert not pdf.names(data) & {"/JavaScript", "/JS", "/EmbeddedFiles", "/OpenAction", "/AA", "/Launch"}


@pytest.mark.parametrize("mark", [mark for mark in HEADLINES if mark not in SOUND])
def test_what_does_not_hold_says_so_first_and_loudest(mark: str) -> None:
    shown = badge(mark)
    text = told(shown, art.degree())
    headline = pdf.squeezed(shown.seal.headline)
    assert text.startswith(("✗", "!", "–", "…"))
    assert text.index(headline) < text.index("Master’s")
    assert pdf.squeezed(ADVICE[mark]) in text
    sheet = pictures(certificate(shown), art.degree())[0]
    band = sheet.getpixel((sheet.width * 90 // 100, sheet.height * 8 // 100))
    assert isinstance(band, tuple)
    assert band != GREEN
    assert sum(band) < 3 * 130
    with pdf.opened(printed(certificate(shown), None)) as opened:
        assert str(opened.docinfo["/Title"]).startswith(shown.seal.headline)


@pytest.mark.parametrize("mark", [mark for mark in HEADLINES if mark not in SOUND])
def test_art_of_what_does_not_hold_has_lost_its_colours(mark: str) -> None:
    sheet = pictures(certificate(badge(mark)), of_size((400, 400)))[0]
    blue = [colour for _, colour in sheet.getcolors(1 << 24) or [] if colour[2] > colour[0] + 40]  # type: ignore[index]
    assert not blue


@pytest.mark.parametrize("mark", ["invalid", "malformed", "not_awarded"])
def test_of_what_cannot_be_relied_on_nobody_is_said_to_have_awarded_it(mark: str) -> None:
    text = told(badge(mark, of=story(description=None)))
    for words in ("Marta Benedetti", "Awarded to", "Awarded by", "16 July 2026"):
        assert pdf.squeezed(words) not in text


@pytest.mark.parametrize("mark", ["invalid", "malformed", "unverifiable"])
def test_what_the_page_folds_away_is_not_printed(mark: str) -> None:
    text = told(badge(mark))
    for words in ("What was learned", "How it was assessed", "EQF", "A two-year"):
        assert pdf.squeezed(words) not in text
    assert pdf.squeezed("What the badge says of itself is not printed here") in text


def test_only_its_own_word_is_told_as_its_word() -> None:
    text = told(badge("unproved_issuer"))
    assert pdf.squeezed("It says: awarded to") in text
    assert pdf.squeezed("It says: awarded by") in text
    by_domain = told(badge("unknown_issuer"))
    assert pdf.squeezed("badges.pontelume.example, which calls itself University of Pontelume") in by_domain


def test_the_name_that_its_owner_chose_is_not_on_it() -> None:
    assert "Nobel" not in told(badge(owner_name="Nobel Laureate"))


def test_what_is_left_out_is_said_to_be_at_the_address() -> None:
    more = pdf.squeezed("Shortened to fit one page")
    assert more in told(badge(of=story(outcomes=("designs and defends " * 10,) * 60)))
    short = told(badge(of=story(outcomes=("Explains.",))))
    assert more not in short
    assert "Explains." in short


@pytest.mark.parametrize("text", MARKUP)
def test_a_strangers_marks_stay_text(text: str) -> None:
    own = story(title=text, recipient_name=text, outcomes=(text,), description=text, criteria=None, criteria_url=None)
    facts = replace(own.facts, level=text, course=text, fields=(text,))
    shown = badge(of=replace(own, facts=facts, issuer=replace(own.issuer, name=text), kind=text))
    assert told(shown).count(pdf.squeezed(text)) >= 7


def test_characters_without_a_typeface_are_said_to_be_missing() -> None:
    text = told(badge(of=story(title="before \ue000 after")))
    assert "before\ufffdafter" in text


@pytest.mark.parametrize("accent", ["", "#ffff00", "red", "#000000);"])
def test_any_accent_gives_a_certificate(accent: str) -> None:
    made = certificate(badge(), accent=accent)
    assert printed(made, None).startswith(b"%PDF-")


def test_the_same_values_give_the_same_bytes() -> None:
    made = certificate(badge())
    assert printed(made, art.degree()) == printed(made, art.degree())


def test_each_verdict_has_its_colour() -> None:
    def colours(mark: str) -> set[tuple[int, ...] | float]:
        own = story(outcomes=(), criteria=None, criteria_url=None)
        found = pictures(certificate(badge(mark, of=own)), None)[0].getcolors(1 << 24) or []
        return {colour for _, colour in found} & {GREEN, RED, AMBER}

    assert GREEN in colours("valid")
    assert RED not in colours("valid")
    assert RED in colours("revoked")
    assert AMBER in colours("unverifiable")
    assert GREEN not in colours("invalid")


def test_every_verdict_has_its_certificate_in_every_language() -> None:
    for language in i18n.LANGUAGES:
        for mark in HEADLINES:
            with i18n.speaking(language):
                advice = i18n.gettext(ADVICE[mark])
            assert pdf.squeezed(advice) in told(badge(mark, locale=language)), (mark, language)


@pytest.mark.anyio
async def test_a_confined_worker_makes_it() -> None:
    full = badge(of=story(outcomes=("designs and defends " * 90,) * 60, criteria="word " * 20_000))
    async with Confined(warm=["wallet.share.engraving"]) as confined:
        data = await confined.run(printed, certificate(full), art.degree(), seconds=5.0)
        assert data.startswith(b"%PDF-")


def test_nothing_is_fetched_or_evaluated() -> None:
    source = press.source("share/certificate.typ").decode()
    assert not [word for word in ("@preview", "eval(", "plugin(", "read(") if word in source]


def test_what_expired_says_when() -> None:
    text = told(badge("expired", of=story(valid_until=CHECKED)))
    assert pdf.squeezed("Expired on 22 November 2026") in text[:60]
