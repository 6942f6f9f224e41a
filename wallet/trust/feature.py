"""What trust offers: the jobs that verify badges, offers and what people hand in, now and again."""

from wallet.features import Feature

from .checking import check
from .handed_in import finish, forget
from .news import news_mail
from .rechecks import sweep
from .vouching import concerned, concerned_offers

feature = Feature(
    jobs={
        "trust.check": check,
        "trust.recheck": check,
        "trust.sweep": sweep,
        "trust.news": news_mail,
        "trust.verification": finish,
        "trust.forget": forget,
        "trust.concerned": concerned,
        "trust.concerned_offers": concerned_offers,
    },
    always=("trust.sweep",),
)
