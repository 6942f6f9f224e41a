"""The QR code as a drawing for print: whole bars instead of single squares, so that no seams show between them."""

from __future__ import annotations

from itertools import groupby

from wallet import qr

OVERLAP = 0.04  # modules by which a bar reaches into the row beneath: viewers draw a hairline between edges that meet


def drawing(url: str) -> str:
    """The code of an address as SVG; raises Refused when the address is too long."""
    rows = qr.modules(url)
    bars = "".join(bar for y, row in enumerate(rows) for bar in _bars(row, y))
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path fill="{qr.PAPER}" d="M0 0h{size}v{size}H0z"/><path fill="{qr.INK}" d="{bars}"/></svg>'
    )


def _bars(row: tuple[bool, ...], y: int) -> list[str]:
    x, found = 0, []
    for dark, modules in groupby(row):
        width = len(tuple(modules))
        if dark:
            found.append(f"M{x} {y}h{width}v{1 + OVERLAP}h-{width}z")
        x += width
    return found
