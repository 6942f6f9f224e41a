"""The demo's imaginary network: what the university publishes, and nothing else; no request leaves the machine."""

from __future__ import annotations

from collections.abc import Mapping

from wallet.fetch import Fetcher
from wallet.openbadges.report import Fetched, Unreachable


class ImaginaryNetwork(Fetcher):
    """Answers for the hosts that the demo invents."""

    def __init__(self, documents: Mapping[str, Fetched]) -> None:
        super().__init__()
        self._documents = documents

    async def get(self, url: str) -> Fetched | Unreachable:
        """The document of an invented address; every other cannot be reached from the demo."""
        return self._documents.get(url) or Unreachable(url, "The demo reaches only its imaginary university.")
