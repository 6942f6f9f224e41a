"""The canonical form of a proof's options, which differs between an issuer's seals in their date alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from wallet.openbadges import canonical, rdfc
from wallet.openbadges.literals import quoted

_SOME_DATE = "0000-01-01T00:00:00Z"


class _Form(NamedTuple):
    """What stands before and after the date."""

    before: str
    after: str


def nquads(options: Mapping[str, object], context: object, digest: rdfc.Digest = sha256) -> str:
    """The canonical N-Quads of proof options in a credential's context; raises what `canonical.nquads` does."""
    rest = dict(options)
    created = rest.pop("created", None)
    # values that are no texts may be equal and yet not the same: 1 and True
    if type(context) is list and {type(created), *map(type, context), *map(type, rest.values())} == {str}:
        form = _form(tuple(context), tuple(rest.items()))
        if form and isinstance(created, str):
            return f"{form.before}{quoted(created)}{form.after}"
    return canonical.nquads({**options, "@context": context}, digest)


@lru_cache(maxsize=512)
def _form(context: tuple[str, ...], rest: tuple[tuple[str, object], ...]) -> _Form | None:
    """What is alike in all proofs with these options; None when a date could change more than its own place."""
    if any(str(value).startswith("_:") for _, value in rest):
        return None  # the order of nodes without a name is that of hashes, to which the date belongs
    text = canonical.nquads({**dict(rest), "created": _SOME_DATE, "@context": list(context)})
    before, date, after = text.partition(f'"{_SOME_DATE}"')
    line = before.rpartition("\n")[2]
    if not date or _SOME_DATE in after or sum(each.startswith(line) for each in text.splitlines()) > 1:
        return None
    return _Form(before, after)
