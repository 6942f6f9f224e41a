"""What stands above a document that is shown: what to make of it, whose it is, and its few key facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from wallet import i18n
from wallet.holders import written
from wallet.i18n import N_
from wallet.shown import PublicDocument
from wallet.supplement import Document
from wallet.verdicts import CHOSEN, OTHERS, Verdict, issuer_name, verdict
from wallet.wordings import Reader

from . import writing
from .explaining import level, said
from .provenance import Line, lines
from .results import credits_of
from .totals import degree, degree_total

LONGEST: Final = 80  # characters of a result that is told on top
_CREDITS: Final = re.compile(r"\b(\d{1,3}(?:[.,]\d{1,2})?)\s*(ECTS|CFU)\b")


@dataclass(frozen=True)
class Head:
    """The head in the language being spoken.

    `others` warns that the document is another person's, `names` are those in the document and in the badge where the
    document's are shown; `chosen` says that not all is shown; `facts` are (name, value).
    """

    verdict: Verdict
    lines: tuple[Line, ...]
    others: str
    names: tuple[str, str] | None
    chosen: str
    facts: tuple[tuple[str, str], ...]

    @property
    def statements(self) -> tuple[tuple[str, str], ...]:
        """All that is said of where it comes from, each with its mark, the verdict first; a plain remark has none."""
        lines = ((line.mark, line.text) for line in self.lines)
        found = ((self.verdict.mark, self.verdict.text), ("failed", self.others), *lines, ("", self.chosen))
        return tuple((mark, text) for mark, text in found if text)


def head(found: PublicDocument, reader: Reader, whole: bool = False) -> Head:
    """The head of a document as it is shown; `whole`: all of it is, to its owner."""
    badge, attachment = found.badge, found.attachment
    issuer = issuer_name(badge)
    document_names = written(found.document)
    return Head(
        verdict=verdict(found.seals, attachment.source, issuer),
        lines=lines(found.seals, attachment.source, issuer, attachment.received_at),
        others=i18n.gettext(OTHERS) if found.names_other else "",
        names=(document_names, badge.story.recipient_name or "") if found.names_other and document_names else None,
        chosen="" if whole or attachment.original else i18n.gettext(CHOSEN),
        facts=tuple(_facts(found.document, reader)),
    )


def _facts(document: Document, reader: Reader) -> Iterator[tuple[str, str]]:
    told = (
        (N_("Level"), f"EQF {number}" if (number := level(document)) else ""),
        (N_("Credits"), _credits(document)),
        (N_("Overall result"), _result(document, reader)),
        (N_("Date of issue"), writing.day(document.issued)),
    )
    return ((i18n.gettext(name), value) for name, value in told if value)


def _credits(document: Document) -> str:
    """Those of the one programme, or else those of which section 3.2 speaks."""
    if len(document.programmes) == 1 and (total := credits_of(degree_total(document.programmes[0]))):
        return total
    found = _CREDITS.findall(said(document, "3.2"))
    return f"{writing.number(found[0][0])} {found[0][1]}" if len(set(found)) == 1 else ""


def _result(document: Document, reader: Reader) -> str:
    """What section 4.5 says of the whole, where that is short, or else the result of the one programme."""
    entries = [entry for section in document.sections for entry in section.entries if entry.number == "4.5"]
    texts = [text for entry in entries for words in entry.texts if (text := reader.text(words))]
    if len(texts) != 1 and len(document.programmes) == 1:
        row = degree(document.programmes[0])
        texts = [reader.text(row.result)] if row else []
    return texts[0] if len(texts) == 1 and len(texts[0]) <= LONGEST and "<" not in texts[0] else ""
