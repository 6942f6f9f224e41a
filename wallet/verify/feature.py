"""What verifying offers: the page for everyone, reports, the table of many, and an address for programs."""

from wallet.features import Feature

feature = Feature()
