"""Texts to copy: a shared badge on a website, in Markdown, below a letter, in a caption; in strangers' words."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlencode

from markupsafe import escape

from wallet.names import line
from wallet.story import Story

from .describing import Address

WIDE, HIGH = 600, 200  # pixels of an embed that nobody wants smaller
SMALL: Final = 72  # pixels of the width of the picture below a letter
TAGS: Final = 3  # hashtags of a caption from the badge's field, beside the usual one
_MARKS: Final = re.compile(r"([\\`*_{}\[\]()<>#+!|&~-])")  # CommonMark §2.4: each may be escaped


def html(address: Address, story: Story) -> str:
    """The card as a link, for a website."""
    image = f'<img src="{escape(address.image)}" alt="{escape(_alt(story))}" width="600">'
    return f'<a href="{escape(address.page)}">{image}</a>'


def markdown(address: Address, story: Story) -> str:
    """The card as a link, in Markdown (CommonMark §6.3, §6.4)."""
    alt = _MARKS.sub(r"\\\1", _alt(story))
    return f"[![{alt}](<{address.image}>)](<{address.page}>)"


def signature(address: Address, story: Story, *, art: bool = True) -> str:
    """What stands below a letter: the badge's small picture where it has one, title and issuer.

    Attributes alone, since mail programs drop styles; a width alone, since pictures are of all proportions.
    """
    page, picture = escape(address.page), escape(f"{address.page}/badge.png")
    image = f'<a href="{page}"><img src="{picture}" alt="" width="{SMALL}" border="0" align="left" hspace="8"></a> '
    words = f'<a href="{page}"><b>{escape(line(story.title))}</b></a><br>{escape(line(story.issuer.name))}'
    return (image if art else "") + words


def frame(url: str, title: str, width: int = WIDE, height: int = HIGH) -> str:
    """The embed at a URL in a frame of so many pixels, which can run nothing and open nothing but the page."""
    return (
        f'<iframe src="{escape(url)}" width="{width}" height="{height}" title="{escape(title)}"'
        ' sandbox="allow-popups allow-popups-to-escape-sandbox" loading="lazy" frameborder="0"></iframe>'
    )


def oembed(endpoint: str, page: str, **more: str) -> str:
    """The address at which programs ask how to show a page (oEmbed §2.2)."""
    return f"{endpoint}?{urlencode({'url': page, **more}, quote_via=quote, safe='')}"


def caption(address: Address, story: Story) -> str:
    """What to write below a picture where no link can be given."""
    words = ("OpenBadges", *(field for field in map(_tag, (*story.facts.fields, *story.tags)) if field))
    tags = " ".join(f"#{word}" for word in tuple(dict.fromkeys(words))[: TAGS + 1])
    return "\n".join(filter(None, (line(story.title), line(story.issuer.name), address.page, tags)))


def _tag(text: str) -> str:
    """A hashtag's word of a few words, each with a capital letter; empty for a text that is too long to be one."""
    words = re.findall(r"\w+", text)
    return "".join(word[:1].upper() + word[1:] for word in words) if len(words) <= 4 else ""


def _alt(story: Story) -> str:
    return line(f"{story.title} — {story.issuer.name}" if story.issuer.name else story.title)
