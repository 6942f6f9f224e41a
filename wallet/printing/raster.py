"""A PNG as the drawing in which typst takes it: files in memory have to be text."""

from __future__ import annotations

import struct
from base64 import b64encode


def enclosed(png: bytes) -> str:
    """An SVG of the same size that shows nothing but the picture, which is a PNG that the wallet made."""
    width, height = struct.unpack(">II", png[16:24])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{b64encode(png).decode()}"/></svg>'
    )
