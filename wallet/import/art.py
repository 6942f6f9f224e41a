"""The badge's picture, taken from its credential or fetched from where that says, and made safe."""

from __future__ import annotations

from typing import Any

import structlog
from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from wallet import jobs, pictures
from wallet.changes import changed
from wallet.errors import Problem
from wallet.jobs import JobInfo
from wallet.models import Badge, Credential, StoredReport
from wallet.openbadges.reading import read
from wallet.openbadges.report import Fetched
from wallet.web import Services

log = structlog.get_logger()
TRIES = 6  # a picture that cannot be had in so many tries is shown as a placeholder


async def fetch_art(services: Services, payload: dict[str, Any], job: JobInfo) -> None:
    """Job import.art {credential}: find the picture, decode it in a confined process, keep it as a plain PNG."""
    credential = await Credential.get_or_none(id=payload["credential"])
    if credential is None:
        return
    raw = await _raw(services, credential, job)
    if raw is None:
        return
    try:
        safe = await services.confined.run(pictures.normalise, raw, seconds=5.0)
    except Problem as e:
        log.info("art refused", credential=str(credential.id), problem=str(e))
        return
    digest = await services.storage.put(safe)
    async with in_transaction():
        await Credential.filter(id=credential.id).update(art_digest=digest, thumbnails=None)
        await jobs.put("share.thumbnails", {"credential": str(credential.id)}, key=f"thumbnails:{credential.id}")
        for badge in await Badge.filter(credential_id=credential.id).only("id"):
            await changed(badge.id)


async def _raw(services: Services, credential: Credential, job: JobInfo) -> bytes | None:
    report = (
        await StoredReport.filter(Q(badge__credential_id=credential.id) | Q(offer__credential_id=credential.id))
        .order_by("-at")
        .first()
    )
    verified = report and report.credential
    image = read(verified or credential.document.encode()).achievement.image
    if image.data:
        return image.data
    if image.url:
        answer = await services.fetcher.get(image.url)
        if isinstance(answer, Fetched) and answer.status == 200:
            return answer.body
        if job.attempts < TRIES and not credential.media_type.startswith("image/"):
            raise ConnectionError(f"The badge's picture could not be fetched: {getattr(answer, 'reason', '')}")
    if credential.media_type.startswith("image/"):
        return await services.storage.get(credential.digest)
    return None
