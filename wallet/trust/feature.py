"""What trust offers: the job that verifies a badge or an offer."""

from wallet.features import Feature

from .checking import check

feature = Feature(jobs={"trust.check": check})
