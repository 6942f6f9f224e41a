"""What a title or a name tells of a person or of grades, for what no number says where it belongs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from wallet.supplement import Guard, Said, Words

# Stems in the languages of Europe. Too much guarded is shown by one switch more; too little is shown to all.
BIRTH: Final = (
    r"birth|\bborn\b|\bdob\b|\bbday\b|nascita|\bnat[oa] (?:a|il)\b|nacimiento|nascimento|naixement|naissance|geburt"
    r"|geboor|f[øö]dsel|f[øö]dt\b|födelse|fæðing|syntym|sünni|dzimšan|gimim|urodz|narozen|naroden|rođen|rojst|rojen"
    r"|szület|na[sșş]ter|γ[εέ]ννησ|рожден|раждан|народж|рођењ|doğum|breith|twelid|datëlindj|maiden"
)
NUMBERED: Final = (
    r"student[\s_-]*(?:id\b|identi|number|no\b|nr\b|code|card)|(?:id|identi\w*|number|code) of (?:the )?student"
    r"|studen(?:t|ten|ti)?nummer|matri[ck]\w*|matr[ií]cul|opiskelijanumero|numer\w* albumu"
    r"|številka študenta|broj indeksa"
    r"|(?:national|personal|citizen|civil)[\s_-]*(?:id\b|identi|number|no\b|code)|identity[\s_-]*(?:card|number|document)"
    r"|passport|pasaporte|passaporto|passeport|reisepass|codice fiscale|fiscal[\s_-]*code|tax[\s_-]*(?:id|code|number)"
    r"|social security|\bssn\b|\bdni\b|\bnif\b|\boib\b|\bjmbag\b|\bpesel\b|\bcnp\b|\bbsn\b|burgerservice|personnummer"
    r"|personas kods|isikukood|asmens kodas|henkilötunnus|rodné číslo|fødselsnummer"
)
ORIGIN: Final = (
    r"citizenship|nationality|nazionalità|cittadinanza|nacionalidad|ciudadanía|nacionalidade|nationalité|staatsangehör"
    r"|staatsbürger|nationaliteit|kansalaisuus|medborgarskap|statsborger|obywatelstw|državljanst|állampolgár|cetățeni"
    r"|kodakondsus|pilsonīb|pilietyb|občanst|υπηκοότητα|гражданств|gender(?! stud)|\bsex\b|sesso|\bsexo\b"
    r"|geschlecht|sukupuoli"
)
REACHED: Final = (
    r"e-?mail|phone|\bmobile\b|telefon|tel[ée]fono|t[ée]l[ée]phone|puhelin|cellulare|address|indirizzo|residen"
    r"|direcci[oó]n|domicil|adresse?|anschrift|wohnort|osoite|\badres\b|morada|lakcím|διεύθυνση|адрес"
)
HOLDER: Final = (
    r"holder|\bstudent(?:en|i)?\b|graduate\b|\blearner|recipient|titolare|anagrafic|\btitular|titulaire|inhaber|houder"
    r"|haltija|innehavare|indehaver|innehaver|posiadacz|nositelj|imetnik|držitel|titularul|birtokos|omanik|īpašnie"
    r"|turėtoj|κάτοχ|притежател|sahib|personal (?:data|details|information)|dati personali|datos personales"
)
GRADED: Final = (
    r"grade\b|grades\b|grading|\bmarks?\b|\bgpa\b|\bresults?\b|transcript|percentile|classification|\bvot[oi]\b|votazion"
    r"|punteggi|risultat|calificaci|qualificacions|resultado|\bnotas?\b|classificaç|moyenne"
    r"|\bnotes? (?:finales?|obtenue)|résultat|\w{2,20}noten?\b|\bnoten\b|bewertung|ergebnis"
    r"|cijfer|arvosan|karakter|betyg|\bocen|ocjen|známk|osztályzat"
    r"|hinne|hinded|vērtējum|įvertinim|pažymi|βαθμ|оценк|успех"
)


def _any(*stems: str) -> re.Pattern[str]:
    return re.compile("|".join(stems), re.IGNORECASE)


CERTAIN: Final = _any(BIRTH, NUMBERED, ORIGIN)
PERSONAL: Final = _any(BIRTH, NUMBERED, ORIGIN, REACHED, HOLDER)
GRADES: Final = _any(GRADED)
LONGEST: Final = 300  # a title that is longer is none


def certain(title: Words) -> Guard:
    """PERSONAL for a title that nobody gives to anything but a person's own data, wherever it stands."""
    return Guard.PERSONAL if any(CERTAIN.search(each) for each in _texts(title)) else Guard.NONE


def guard(title: Words) -> Guard:
    """The switch that a title calls for where it stands in no section."""
    texts = tuple(_texts(title))
    if any(PERSONAL.search(each) for each in texts):
        return Guard.PERSONAL
    return Guard.GRADES if any(GRADES.search(each) for each in texts) else Guard.NONE


def _texts(title: Words) -> Iterable[str]:
    return (each.text[:LONGEST] for each in title)


@lru_cache(maxsize=4096)
def certain_of(name: str) -> Guard:
    """The same as `certain`, of a name in a file: `studentNumber`."""
    return certain(_spaced(name))


@lru_cache(maxsize=4096)
def guard_of(name: str) -> Guard:
    """The same as `guard`, of a name in a file."""
    return guard(_spaced(name))


def _spaced(name: str) -> Words:
    return (Said("", re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\-:/#@.]+", " ", name).strip()),)
