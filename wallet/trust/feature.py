"""What trust offers: the jobs that verify badges, offers and what people hand in."""

from wallet.features import Feature

from .checking import check
from .handed_in import finish, forget

feature = Feature(jobs={"trust.check": check, "trust.verification": finish, "trust.forget": forget})
