"""Documents of every format, as issuers send them: told by their bytes, read, kept, hidden."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from tests.client import services
from tests.issuers.conftest import Caller
from tests.shared import shared
from wallet import gate, readings
from wallet.errors import NotFound
from wallet.models import Attachment, Deed, LogEntry, Offer, Share, StoredReading, Visibility
from wallet.visiting import Visit

from .arriving import details, elmo, picture
from .test_attaching import accept, pdf, put
from .test_attaching import place as place

pytestmark = pytest.mark.anyio

READ = {
    "elmo-example.xml": ("application/xml", "ELMO"),
    "fi-emrex__elmo_vastaus_base64_gzipped.txt": ("text/plain", "ELMO"),
    "edc-elm2-diploma-supplement.xml": ("application/xml", "ELM 2"),
    "elm3-Sample-MC-Annex1-signed.jsonld": ("application/json", "ELM 3"),
    "XHochschule__Diploma_Supplement.xml": ("application/xml", "XHochschule 1.2"),
    "standard__Bachelor-Diploma-Supplement-Norway.pdf": ("application/pdf", "PDF"),
}


async def reading() -> StoredReading:
    """The reading of the one present document."""
    return await StoredReading.get(attachment__superseded_at=None)


@pytest.mark.parametrize("name", READ)
async def test_every_format_is_read_kept_as_it_came_and_hidden(
    app: Starlette, caller: Caller, place: str, name: str
) -> None:
    data = shared(f"diploma_supplement/{name}").read_bytes()
    answer = await put(caller, place, data, Content_Type="application/octet-stream")
    assert (answer.status_code, answer.json()["media_type"]) == (201, READ[name][0]), answer.text
    kept = await Attachment.get()
    assert await services(app).storage.get(kept.digest) == data
    assert not kept.visible
    found = await reading()
    document = readings.document(found.document)
    assert document.format == READ[name][1]
    assert (kept.pieces is None) == (document.format == "PDF")


async def test_what_the_media_type_says_is_not_believed(caller: Caller, place: str) -> None:
    answer = await put(caller, place, elmo(), Content_Type="application/pdf")
    assert (answer.status_code, answer.json()["media_type"]) == (201, "application/xml")
    answer = await put(caller, place, pdf(), Content_Type="text/xml")
    assert (answer.status_code, answer.json()["media_type"]) == (201, "application/pdf")


async def test_a_file_keeps_its_own_ending_where_that_fits_what_it_is(caller: Caller, place: str) -> None:
    for data, given, kept in (
        (elmo(), "Risultati.ELMO", "Risultati.elmo"),
        (elmo("29"), "results.pdf", "results.pdf.xml"),
        (pdf(), "results.xml", "results.xml.pdf"),
    ):
        answer = await put(caller, place, data, Content_Disposition=f'attachment; filename="{given}"')
        assert answer.json()["filename"] == kept


async def test_the_files_that_a_document_encloses_are_kept(app: Starlette, caller: Caller, place: str) -> None:
    data = shared("diploma_supplement/fi-emrex__swedish_1_elmo1.0.xml").read_bytes()
    assert (await put(caller, place, data)).status_code == 201
    enclosed = [each for each in readings.document((await reading()).document).enclosed if each.digest]
    assert enclosed
    for each in enclosed:
        assert await services(app).storage.size(each.digest) == each.size
    assert "enclosed" in ((await Attachment.get()).pieces or [])


@pytest.mark.parametrize("kind", ["certificate", "evidence"])
@pytest.mark.parametrize(("data", "media_type"), [(picture(), "image/png"), (picture("JPEG"), "image/jpeg")])
async def test_a_certificate_can_be_a_picture(
    caller: Caller, place: str, kind: str, data: bytes, media_type: str
) -> None:
    answer = await put(caller, place.replace("diploma-supplement", kind), data, Content_Type="image/png")
    assert (answer.status_code, answer.json()["media_type"]) == (201, media_type), answer.text
    assert (await Attachment.get()).pieces is None


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("diploma-supplement", picture()),
        ("transcript", details()),
        ("certificate", elmo()),
        ("evidence", picture()[:-20]),
        ("evidence", b"GIF89a" + b"\x00" * 40),
        ("details", elmo()),
        ("details", picture()),
        ("transcript", elmo()[:-8]),
    ],
    ids=["picture", "details", "elmo", "broken picture", "gif", "elmo as details", "picture as details", "cut off"],
)
async def test_what_does_not_fit_its_kind_is_refused_with_a_sentence(
    caller: Caller, place: str, kind: str, data: bytes
) -> None:
    answer = await put(caller, place.replace("diploma-supplement", kind), data)
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"].endswith(".")
    assert await Attachment.all().count() == await StoredReading.all().count() == 0


async def test_what_its_learner_chose_of_a_version_is_chosen_of_the_next_which_is_hidden(
    caller: Caller, place: str
) -> None:
    await put(caller, place, elmo())
    badge = await accept(await Offer.get())
    await Attachment.all().update(visible=True, choice=["4"])
    share = await Share.create(badge=badge, visibility=Visibility.PUBLIC, slug="abc")
    await put(caller, place, pdf())
    await put(caller, place, elmo("18"))
    newest = await Attachment.get(superseded_at=None)
    assert (newest.visible, newest.choice) == (False, ["4"])
    with pytest.raises(NotFound):
        await gate.public_document(Visit(share.slug), "diploma-supplement")
    await Attachment.filter(id=newest.id).update(visible=True)
    found = await gate.public_document(Visit(share.slug), "diploma-supplement")
    assert [section.number for section in found.document.sections if section.entries] in ([], [4])
    assert "18" not in readings.to_json(found.document)


async def test_an_arrival_is_in_the_log_of_whoever_has_the_badge(caller: Caller, place: str) -> None:
    await put(caller, place, elmo())
    assert await LogEntry.all().count() == 0  # nobody has it yet
    badge = await accept(await Offer.get())
    await put(caller, place, elmo("18"))
    await put(caller, place, elmo("18"))
    entries = await LogEntry.all().order_by("at")
    assert {(each.learner_id, each.badge_id, each.deed) for each in entries} == {
        (badge.learner_id, badge.id, Deed.ARRIVED)
    }
    assert [each.told["newer"] for each in entries] == [False, True]
    assert {each.told["document"] for each in entries} == {"diploma-supplement"}


async def test_a_document_that_takes_too_much_work_is_refused(
    caller: Caller, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wallet.diploma_supplement.receiving.SECONDS", 0.05)
    courses = b"<learningOpportunitySpecification><title>x</title></learningOpportunitySpecification>" * 60_000
    answer = await put(caller, place, elmo().replace(b"<issueDate>", courses + b"<issueDate>"))
    assert answer.status_code == 422, answer.text
    assert (await put(caller, place, pdf())).status_code in (201, 422)
