"""Documents are read anew when the readers or the anchors change; who sees what stays as it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from starlette.applications import Starlette

from tests.client import services
from tests.diploma_supplement.signing import authority
from tests.issuers.conftest import Caller
from wallet import readings
from wallet.diploma_supplement import receiving
from wallet.diploma_supplement.rereading import FEW, PAUSE, ROUND, read_again, read_few
from wallet.features import load
from wallet.jobs import JobInfo, Later
from wallet.models import Attachment, Offer, Share, StoredReading, Visibility
from wallet.supplement import Document

from .arriving import elmo, picture
from .test_attaching import accept, pdf, put
from .test_attaching import place as place

pytestmark = pytest.mark.anyio


async def test_what_an_older_reader_read_is_read_anew_and_who_sees_what_stays(
    app: Starlette, caller: Caller, place: str
) -> None:
    await put(caller, place, elmo())
    badge = await accept(await Offer.get())
    share = await Share.create(badge=badge, visibility=Visibility.PUBLIC)
    now = (await StoredReading.get()).read_by
    await Attachment.all().update(visible=True, choice=["1"], pieces=None)
    await StoredReading.all().update(read_by="0/before", document=readings.to_json(Document("ELMO")))
    assert await read_few(services(app)) == 1
    found, item = await StoredReading.get(), await Attachment.get()
    assert found.read_by == now
    assert readings.document(found.document).programmes
    assert "4" in (item.pieces or [])
    assert (item.visible, item.choice) == (True, ["1"])
    await share.refresh_from_db()
    assert share.version == 2
    assert await read_few(services(app)) == 0


async def test_other_anchors_are_another_reader(app: Starlette, caller: Caller, place: str, tmp_path: Path) -> None:
    await put(caller, place, elmo())
    (tmp_path / "a.pem").write_bytes(authority("One").pem)
    here = services(app)
    trusting = replace(here, settings=replace(here.settings, trust_anchors=str(tmp_path)))
    assert await read_few(trusting) == 1
    assert await read_few(trusting) == 0
    assert await read_few(here) == 1


async def test_documents_from_before_are_read_for_the_first_time(app: Starlette, caller: Caller, place: str) -> None:
    await put(caller, place, pdf())
    await put(caller, place.replace("diploma-supplement", "transcript"), elmo())
    await StoredReading.all().delete()
    await Attachment.all().update(pieces=None)
    assert await read_few(services(app)) == 2
    formats = [readings.document(each.document).format for each in await StoredReading.all()]
    assert sorted(formats) == ["ELMO", "PDF"]


async def test_what_cannot_be_read_any_more_keeps_its_reading_and_is_tried_once(
    app: Starlette, caller: Caller, place: str
) -> None:
    await put(caller, place, elmo())
    old = (await StoredReading.get()).document
    pieces = (await Attachment.get()).pieces
    digest = await services(app).storage.put(b"no document any more")
    await Attachment.all().update(digest=digest)
    await StoredReading.all().update(read_by="0/before")
    assert await read_few(services(app)) == 1
    assert (await StoredReading.get()).document == old
    assert (await Attachment.get()).pieces == pieces
    assert await read_few(services(app)) == 0
    await StoredReading.all().delete()
    assert await read_few(services(app)) == 1
    assert await read_few(services(app)) == 0


async def test_one_whose_bytes_are_damaged_is_passed_over(app: Starlette, caller: Caller, place: str) -> None:
    await put(caller, place, pdf())
    await put(caller, place.replace("diploma-supplement", "transcript"), pdf(2))
    await StoredReading.all().delete()
    first = await Attachment.get(kind="diploma-supplement")
    folder = services(app).storage.folder
    assert folder is not None
    (folder / first.digest[:2] / first.digest).write_bytes(b"damaged")
    assert await read_few(services(app)) == 1
    assert (await StoredReading.get().select_related("attachment")).attachment.kind == "transcript"


async def test_the_job_reads_a_few_and_comes_back(
    app: Starlette, caller: Caller, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "diploma_supplement.read_again" in load("diploma_supplement").always
    for kind in ("diploma-supplement", "transcript", "certificate", "details"):
        await put(caller, place.replace("diploma-supplement", kind), pdf())
    await put(caller, place.replace("diploma-supplement", "evidence"), picture())
    monkeypatch.setattr(receiving, "READER", "another")
    job = JobInfo((await Attachment.first()).id, 1)  # type: ignore[union-attr]  # there are five
    waits = []
    for _ in range(2):
        with pytest.raises(Later) as later:
            await read_again(services(app), {}, job)
        waits.append(later.value.seconds)
    assert waits == [PAUSE.total_seconds(), ROUND.total_seconds()]
    assert await StoredReading.filter(read_by__startswith="another/").count() == FEW + 1


async def test_earlier_versions_are_left_as_they_were_read(app: Starlette, caller: Caller, place: str) -> None:
    await put(caller, place, pdf())
    await put(caller, place, pdf(2))
    await StoredReading.all().update(read_by="0/before")
    assert await read_few(services(app)) == 1
    assert await StoredReading.filter(read_by="0/before").count() == 1
