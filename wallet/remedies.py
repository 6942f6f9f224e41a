"""Who can mend what a check found, and how: one remedy for each check's name and outcome, for pages and letters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wallet.i18n import N_
from wallet.openbadges.report import Check, Outcome


class Who(StrEnum):
    """Who can mend something; nobody has to where it passes by itself or does no harm."""

    ISSUER = "issuer"
    LEARNER = "learner"
    OPERATOR = "operator"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Remedy:
    """What is to be done, said to whoever can do it; `text` is a msgid."""

    who: Who
    text: str


def remedy_for(check: Check) -> Remedy:
    """What mends what a check found, by its very sentence where that says more than its name."""
    by_outcome = REMEDIES.get(check.name.partition("[")[0], {})
    return BY_SENTENCE.get(check.message) or by_outcome.get(check.outcome) or OTHERWISE[check.outcome]


AGAIN = Remedy(Who.ISSUER, N_("Issue it again, built as its standard asks."))
ORIGINAL = Remedy(
    Who.LEARNER,
    N_(
        "Download the original again from where it was awarded: one changed letter breaks a seal. "
        "If it is the same there, only its issuer can issue it again."
    ),
)
WORDS = Remedy(
    Who.ISSUER,
    N_(
        "Issue it again in the words of the published vocabularies; "
        "a verifier that knows these words may judge it as it is."
    ),
)
USUAL_FORM = Remedy(
    Who.ISSUER,
    N_(
        "Issue it in one of the usual forms, Data Integrity or VC-JWT; "
        "a verifier that knows this one may judge it as it is."
    ),
)
SIMPLER = Remedy(Who.ISSUER, N_("Issue it again in a simpler form: judging this one takes too much work."))
KEY = Remedy(Who.ISSUER, N_("Publish the key that seals badges, at the address by which the issuer names itself."))
WHOSE_KEY = Remedy(
    Who.ISSUER,
    N_(
        "Say whether the badge was issued there. If it was, publish the key that sealed it at the issuer’s own address."
    ),
)
ANSWER = Remedy(
    Who.ISSUER,
    N_(
        "Make the address answer again, or issue the badge anew from one that lasts. "
        "It may be a short outage: check again in a few days."
    ),
)
LIST = Remedy(
    Who.ISSUER,
    N_(
        "Publish the list of withdrawals so that it can be read and its seal holds. "
        "It may be a short outage: check again in a few days."
    ),
)
OF_A_LINK = Remedy(
    Who.LEARNER, N_("Make sure that the link is whole and leads to the badge itself, or use the badge’s file.")
)
OF_NOBODYS = Remedy(
    Who.LEARNER, N_("Ask the issuer, at an address that is not out of the badge, whether it awarded it.")
)
ITS_LINK = Remedy(Who.LEARNER, N_("Use the link at which the badge is published instead of its file."))
NAMELY = Remedy(Who.ISSUER, N_("Issue it again, with its issuer named in it."))
PARTS = Remedy(Who.ISSUER, N_("Have the credentials inside it that do not hold replaced by sound ones."))
SAID_BY_OTHERS = Remedy(Who.NOBODY, N_("What others say of it takes nothing from what its issuer says."))
BY_ITSELF = Remedy(Who.NOBODY, N_("This edition is judged by itself."))

OTHERWISE = {
    Outcome.FAILED: AGAIN,
    Outcome.NOT_CHECKED: Remedy(Who.NOBODY, N_("It may be a short outage: check it again in a few days.")),
    Outcome.WARNING: Remedy(Who.NOBODY, N_("It does no harm to the rest.")),
    Outcome.PASSED: Remedy(Who.NOBODY, N_("It is as it should be.")),
}
REMEDIES: dict[str, dict[Outcome, Remedy]] = {
    "container.read": {
        Outcome.FAILED: Remedy(
            Who.LEARNER,
            N_(
                "Download the badge’s own file from where it was awarded, and use it unchanged. "
                "If it is the same there, only its issuer can make it again."
            ),
        ),
    },
    "format.context": {
        Outcome.FAILED: Remedy(Who.ISSUER, N_("Issue it again, in the words that its standard defines.")),
        Outcome.NOT_CHECKED: WORDS,
        Outcome.WARNING: Remedy(Who.ISSUER, N_("Keep to the published vocabularies in the next badges.")),
    },
    "format.type": {Outcome.FAILED: Remedy(Who.ISSUER, N_("Issue it again, with the types that its standard names."))},
    "format.structure": {Outcome.FAILED: AGAIN},
    "format.schema": {
        Outcome.FAILED: Remedy(Who.ISSUER, N_("Issue it again with the right schema, and so that it fits it.")),
        Outcome.NOT_CHECKED: Remedy(Who.ISSUER, N_("Publish a usable schema at the address that the badge names.")),
    },
    "format.extension": {
        Outcome.FAILED: Remedy(Who.ISSUER, N_("Issue it again, with its extensions complete.")),
        Outcome.NOT_CHECKED: Remedy(Who.NOBODY, N_("This part of it is not judged here; the rest is.")),
    },
    "format.image": {Outcome.FAILED: Remedy(Who.ISSUER, N_("Issue it again with a picture, or a link to one."))},
    "form.current": {
        Outcome.WARNING: Remedy(
            Who.ISSUER, N_("Use the current form for the next badges; nothing in this one depends on it.")
        ),
    },
    "seal.present": {
        Outcome.FAILED: Remedy(
            Who.ISSUER, N_("Give out the sealed badge, or the link at which it is published: this file has no seal.")
        ),
    },
    "seal.intact": {
        Outcome.FAILED: Remedy(Who.ISSUER, N_("Seal it again with a published key, as its standard asks.")),
        Outcome.NOT_CHECKED: KEY,
    },
    "seal.covers_all": {Outcome.FAILED: ORIGINAL},
    "issuer.reachable": {Outcome.FAILED: ANSWER, Outcome.NOT_CHECKED: ANSWER},
    "issuer.key_bound": {Outcome.FAILED: WHOSE_KEY, Outcome.NOT_CHECKED: WHOSE_KEY},
    "issuer.known": {
        Outcome.WARNING: Remedy(
            Who.OPERATOR,
            N_(
                "Name the issuer to this wallet, if it is the one it says. "
                "Until then, compare its address with one that you know."
            ),
        ),
        Outcome.NOT_CHECKED: WHOSE_KEY,
    },
    "scope.hosted": {
        Outcome.FAILED: Remedy(
            Who.ISSUER, N_("Publish it at the issuer’s own address, or name this address in the issuer’s profile.")
        ),
        Outcome.NOT_CHECKED: Remedy(Who.ISSUER, N_("Publish the issuer’s profile, with its website in it.")),
    },
    "achievement.authorised": {
        Outcome.FAILED: Remedy(
            Who.ISSUER, N_("Have it issued by whoever may award this achievement, or named by them as their issuer.")
        ),
        Outcome.WARNING: Remedy(
            Who.NOBODY,
            N_("Organisations share achievements. Whoever wants to be sure can ask the one that defined it."),
        ),
    },
    "time.started": {Outcome.FAILED: Remedy(Who.NOBODY, N_("It becomes valid by itself on that day."))},
    "time.not_expired": {
        Outcome.FAILED: Remedy(
            Who.ISSUER, N_("Renew it, if the achievement can be renewed. It still tells what was achieved in its time.")
        ),
    },
    "status.revocation": {
        Outcome.FAILED: Remedy(
            Who.ISSUER, N_("Say why it was withdrawn. If that was a mistake, undo it or issue the badge again.")
        ),
        Outcome.NOT_CHECKED: LIST,
        Outcome.WARNING: Remedy(Who.ISSUER, N_("Keep the list of withdrawals under the key that seals the badge.")),
    },
    "status.suspension": {
        Outcome.FAILED: Remedy(Who.ISSUER, N_("Say why it is suspended, and for how long.")),
        Outcome.NOT_CHECKED: LIST,
    },
    "status.other": {
        Outcome.WARNING: Remedy(Who.ISSUER, N_("Say what this note means.")),
        Outcome.NOT_CHECKED: LIST,
    },
    "recipient.match": {
        Outcome.FAILED: Remedy(
            Who.LEARNER,
            N_(
                "If it is yours, add the address that it was awarded to under Settings. "
                "If you no longer have that address, ask the issuer to award it to one that you have."
            ),
        ),
        Outcome.NOT_CHECKED: Remedy(
            Who.ISSUER, N_("Name whom it was awarded to by an address, hashed if need be, when it is issued again.")
        ),
        Outcome.WARNING: Remedy(Who.NOBODY, N_("The difference does no harm.")),
    },
    "evidence": {
        Outcome.FAILED: PARTS,
        Outcome.NOT_CHECKED: PARTS,
        Outcome.WARNING: Remedy(
            Who.NOBODY, N_("What has expired inside it still tells what was achieved in its time.")
        ),
    },
    "refresh": {
        Outcome.FAILED: BY_ITSELF,
        Outcome.NOT_CHECKED: BY_ITSELF,
        Outcome.WARNING: Remedy(Who.LEARNER, N_("Ask the issuer for the newer edition, and keep that one.")),
    },
    "endorsement": dict.fromkeys((Outcome.FAILED, Outcome.NOT_CHECKED, Outcome.WARNING), SAID_BY_OTHERS),
}
# Sentences of checks that say more than the check's name: each is one of wallet/openbadges, letter by letter.
ITS_OWN_FILE = Remedy(
    Who.LEARNER,
    N_(
        "Use the badge’s own file, as its issuer sent it, or its link: "
        "a photo or a screenshot does not carry the badge."
    ),
)
BY_SENTENCE = {
    "This picture carries no badge. Download the badge's own file from its issuer.": ITS_OWN_FILE,
    "This PDF carries no badge. Use the badge's own file or link.": ITS_OWN_FILE,
    "The seal is broken: it was changed since it was issued, or never genuine.": ORIGINAL,
    "The seal is broken: it was changed, or signed with another key.": ORIGINAL,
    "It is sealed in a way that cannot be checked here (%(name)s).": USUAL_FORM,
    "It is enveloped in a form that is not supported here.": USUAL_FORM,
    "Its issuer is named in a way that cannot be followed here (%(where)s).": USUAL_FORM,
    "Its status is kept in a way that is not supported here (%(kind)s).": USUAL_FORM,
    "The credential uses a vocabulary that is not known here: %(url)s": WORDS,
    "It is too tangled for its seal to be checked.": SIMPLER,
    "It holds more credentials than are looked at.": SIMPLER,
    "The badge points from one document to the next without an end.": SIMPLER,
    "Reading this takes too much work. It may be damaged, or made to do harm.": SIMPLER,
    "The file can be read, but it is no badge.": REMEDIES["container.read"][Outcome.FAILED],
    "It does not say where it is published.": ITS_LINK,
    "It does not say where it is published. Use the badge's link instead of its file.": ITS_LINK,
    "It does not say who issued it.": NAMELY,
    "It does not say clearly to whom it was awarded.": AGAIN,
    "This describes a badge or an issuer; it was awarded to nobody.": Remedy(
        Who.LEARNER, N_("Use the file of a badge that was awarded, rather than its description.")
    ),
    "It has moved to another address: %(host)s.": Remedy(Who.NOBODY, N_("It was found at its new address.")),
    "The file you were given differs from what its issuer publishes (%(what)s). "
    "Shown is what the issuer publishes.": Remedy(
        Who.LEARNER, N_("Download the badge again, so that the file says what its issuer publishes.")
    ),
    "It seems to be this person's, but it says so in a weak way (MD5).": Remedy(
        Who.ISSUER, N_("Hash the recipients’ addresses by SHA-256 in the next badges.")
    ),
}
