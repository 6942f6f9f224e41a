"""What the PDF says of itself beside the document: its page, its holder, when it was made, in which words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wallet.i18n import N_, gettext


@dataclass(frozen=True)
class Labels:
    """The wallet's own words of the PDF, finished in one language."""

    kicker: str
    holder: str
    issuer: str
    issued: str
    format: str
    shown: str
    scan: str
    code: str
    total: str
    degree: str
    files: str
    missing: str
    spread: str
    help: str
    marks: tuple[tuple[str, str], ...]  # what a line's mark is called, by the mark


WORDS = Labels(
    kicker=N_("Diploma Supplement"),
    holder=N_("The badge was awarded to"),
    issuer=N_("Issuer, as the document says"),
    issued=N_("Issued on"),
    format=N_("Format"),
    shown=N_("As shown on %(day)s. Scan the code, or open the address, to see how it stands now:"),
    scan=N_("Scan to see how it stands now"),
    code=N_("QR code of the address %(url)s"),
    total=N_("Total of the courses"),
    degree=N_("The whole programme, as the document says"),
    files=N_("Enclosed files"),
    missing=N_("No typeface here has some of the characters: they are printed as \ufffd. The page shows them."),
    spread=N_("How the grades of the group were spread"),
    help=N_("How to read this, in the words of this wallet and not of the document"),
    marks=(
        ("passed", N_("In order")),
        ("warning", N_("Caution")),
        ("failed", N_("Problem")),
        ("not_checked", N_("Not proved")),
    ),
)


# What the marks of seals are as outcomes.
OUTCOMES: Final = {
    **{outcome: outcome for outcome, _ in WORDS.marks},
    "valid": "passed",
    "invalid": "failed",
    "malformed": "failed",
    "unproved_issuer": "warning",
    "unknown_issuer": "warning",
    "unverifiable": "warning",
    "unsealed": "not_checked",
}


@dataclass(frozen=True)
class Line:
    """A statement of where the document comes from.

    `mark` is passed, failed, warning or not_checked, or of a verdict the mark of its seal; any other is a plain remark.
    """

    mark: str
    text: str


@dataclass(frozen=True)
class About:
    """What `printed` needs beside the view; `made_on` is a day written out, `made_at` the same in seconds since 1970.

    `holder` is the name in the badge, which need not be the document's; `provenance` has its verdict first, `locale` is
    the language of the page (BCP 47), `accent` a colour as `#rrggbb`.
    """

    url: str
    holder: str
    provenance: tuple[Line, ...]
    made_on: str
    made_at: int
    locale: str
    accent: str
    labels: Labels


def labels(made_on: str, url: str) -> Labels:
    """The words in the language being spoken (`i18n.speaking`)."""
    return Labels(
        kicker=gettext(WORDS.kicker),
        holder=gettext(WORDS.holder),
        issuer=gettext(WORDS.issuer),
        issued=gettext(WORDS.issued),
        format=gettext(WORDS.format),
        shown=gettext(WORDS.shown, day=made_on),
        scan=gettext(WORDS.scan),
        code=gettext(WORDS.code, url=url),
        total=gettext(WORDS.total),
        degree=gettext(WORDS.degree),
        files=gettext(WORDS.files),
        missing=gettext(WORDS.missing),
        spread=gettext(WORDS.spread),
        help=gettext(WORDS.help),
        marks=tuple((mark, gettext(name)) for mark, name in WORDS.marks),
    )
