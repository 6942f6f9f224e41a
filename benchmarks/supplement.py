"""How fast a large Diploma Supplement is read: `python -m benchmarks.supplement` prints it beside its limit.

Beside it stands what parsing the same bytes with lxml alone takes, below which no reading of XML can be.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

from lxml import etree

from benchmarks.measure import Timing, in_turns, runs
from wallet.diploma_supplement.reading import edc, xml
from wallet.diploma_supplement.reading.read import read

SHARED = Path(os.environ.get("WALLET_SHARED", Path(__file__).resolve().parents[2] / "shared"))
FILE = SHARED / "diploma_supplement" / "edc-elm2-diploma-supplement.xml"
LIMIT = 0.150  # seconds of one processor
TIMES = 5  # runs a round


def main() -> int:
    """Print the table; 1 when the limit is not kept, 2 when the file is not there."""
    if not FILE.exists():
        print(f"{FILE.name} is absent: set WALLET_SHARED to the folder that holds diploma_supplement/")
        return 2
    data = FILE.read_bytes()
    now = datetime.now(UTC)
    timings = in_turns(
        {
            "reading into the eight sections": (runs(lambda _: edc.read(xml.tree(data))), TIMES),
            "the same, and its seal checked": (runs(lambda _: read(data, (), now)), TIMES),
            "of which the safe parse": (runs(lambda _: xml.tree(data)), TIMES),
            "lxml alone": (runs(lambda _: etree.fromstring(data)), TIMES),
        }
    )
    print(f"{FILE.name}, {len(data):,} bytes, medians of processor time\n")
    print("| what | takes | limit | kept | noise |\n|---|---|---|---|---|")
    kept = [timing.seconds <= LIMIT for timing in list(timings.values())[:2]]
    for (name, timing), held in zip_longest(timings.items(), kept):
        limit = ("", "") if held is None else (f"{LIMIT * 1000:.0f} ms", "yes" if held else "**no**")
        print(_row(name, timing, *limit))
    return 0 if all(kept) else 1


def _row(name: str, timing: Timing, limit: str = "", kept: str = "") -> str:
    cells = [name, f"{timing.seconds * 1000:.1f} ms", limit, kept, f"{timing.noise:.0%}"]
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
