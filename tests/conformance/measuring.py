"""What judging each hostile input costs: run as a program, since only a process of its own can tell.

Each line that it prints is a JSON object: name, seconds of processor time, MB that the process grew, verdict, checks.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from typing import Any

from tests.conformance.hostile import CASES, Case, schemas
from tests.conformance.hostile_files import baked, pdf, png
from tests.openbadges.university import NOW, sealed
from wallet.openbadges.report import Outcome
from wallet.trust.offline import verify_offline

INPUTS = CASES  # with those that hostile_files adds


def peak() -> int:
    """The largest size of this process so far in MB."""
    with open("/proc/self/status", encoding="ascii") as lines:
        return int(re.findall(r"VmHWM:\s+(\d+)", lines.read())[0]) // 1024


def measure(make: Callable[[], Case]) -> dict[str, Any]:
    """What judging an input costs, and what is said of it."""
    content, documents = make()
    with open("/proc/self/clear_refs", "w", encoding="ascii") as reset:
        reset.write("5")
    before, began = peak(), time.process_time()
    report = verify_offline(content, documents, NOW, recipients=["a@b.example"])
    seconds, grown = time.process_time() - began, peak() - before
    told = [check.name for check in report.checks if check.outcome in (Outcome.FAILED, Outcome.NOT_CHECKED)]
    return {"seconds": seconds, "grown": grown, "verdict": report.verdict, "told": told}


def main() -> None:
    """Measure all; what is imported on first use is not counted."""
    for warm in (png(baked(json.dumps(sealed()).encode())), schemas({}), pdf(b"{}")):
        verify_offline(*warm, NOW)
    for name, make in INPUTS.items():
        sys.stdout.write(json.dumps({"name": name, **measure(make)}) + "\n")


if __name__ == "__main__":
    main()
