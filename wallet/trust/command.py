"""What `wallet verify` does: with a MAP from the documents at hand alone, else through the guarded network."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wallet.confined import Confined
from wallet.errors import Refused
from wallet.fetch import Fetcher
from wallet.openbadges.report import N_, Needs, Report
from wallet.openbadges.verify import verify

from .driver import judge, verify_online
from .offline import result_of, verify_file


@dataclass(frozen=True)
class Means:
    """What verifying over the network takes."""

    fetcher: Fetcher
    confined: Confined


def verify_named(path: Path, documents: Path | None, at: datetime) -> dict[str, object]:
    """Verify a file for the command line; gives what `result_of` gives. Raises Refused when it cannot be read."""
    if documents is not None:
        return verify_file(path, documents, at)
    try:
        data = path.read_bytes()
    except OSError as e:
        raise Refused(N_("The file %(name)s cannot be read."), name=path.name) from e
    report = verify(data, {}, at)  # a badge that carries all it needs is judged without starting anything
    return result_of(asyncio.run(_over_the_network(data, at)) if isinstance(report, Needs) else report)


async def _over_the_network(data: bytes, at: datetime) -> Report:
    async with Fetcher() as fetcher, Confined(warm=[judge]) as confined:
        return await verify_online(data, now=at, services=Means(fetcher, confined))
