"""Remarks on seals that whoever tells of them joins to one sentence; apart, for they need no slow library."""

from typing import Final

from wallet.openbadges.report import N_

EXPIRED: Final = N_("The certificate has expired, and no trusted timestamp proves that the seal is older than that.")
FOREIGN_TIMESTAMP: Final = N_("The seal has a timestamp of an authority that this wallet does not trust.")
