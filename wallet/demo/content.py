"""What the demo tells: the imaginary University of Pontelume, its learner, and three awards in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

HOST = "badges.pontelume.example"  # .example is never a real place (RFC 2606)
HOME = "https://www.pontelume.example"


@dataclass(frozen=True)
class University:
    """The issuer as it presents itself in one language."""

    name: str
    description: str
    email: str
    phone: str


@dataclass(frozen=True)
class Learner:
    """To whom the demo awards."""

    given: str
    family: str
    email: str

    @property
    def name(self) -> str:
        """The name in full."""
        return f"{self.given} {self.family}"


@dataclass(frozen=True)
class Field:
    """A field of study of ISCED-F 2013: its code, and its name in one language."""

    code: str
    name: str


@dataclass(frozen=True)
class Work:
    """What the learner made, as evidence."""

    name: str
    story: str


@dataclass(frozen=True)
class Mark:
    """The result: its name, what was reached and between which values, written as the university writes them."""

    name: str
    value: str
    lowest: str
    highest: str


@dataclass(frozen=True)
class Award:
    """One badge told in one language; `taught` is the language of its lectures and examinations.

    `kind` is an achievementType of OB 3.0, `level` one of the EQF, `hours` those of work in all.
    """

    slug: str
    kind: str
    language: str
    taught: str
    name: str
    course: str
    description: str
    outcomes: tuple[str, ...]
    assessment: str
    field: Field
    level: int
    credits: int
    hours: int
    tags: tuple[str, ...]
    awarded: datetime
    work: Work
    mark: Mark


LEARNER = Learner("Marta", "Benedetti", "marta.benedetti@studenti.pontelume.example")

UNIVERSITY = {
    "en": University(
        "University of Pontelume",
        "A public university on both banks of a river, founded in 1741 by lamplighters who wanted to read at night. "
        "It teaches engineering, statistics, law and the humanities to some nine thousand students.",
        "badges@pontelume.example",
        "+39 000 5550142",
    ),
    "it": University(
        "Università degli Studi di Pontelume",
        "Un ateneo pubblico su due rive di un fiume, fondato nel 1741 dai lampionai che volevano leggere di notte. "
        "Insegna ingegneria, statistica, diritto e discipline umanistiche a circa novemila studenti.",
        "badges@pontelume.example",
        "+39 000 5550142",
    ),
}

_DEGREE_DAY = datetime(2026, 7, 16, 15, 30, tzinfo=UTC)
_COURSE_DAY = datetime(2026, 3, 9, 18, 0, tzinfo=UTC)
_MICRO_DAY = datetime(2026, 10, 2, 10, 0, tzinfo=UTC)

DEGREE = {
    "en": Award(
        slug="energy-transition",
        kind="MasterDegree",
        language="en",
        taught="it",
        name="Master’s Degree in Energy Transition Engineering",
        course="Energy Transition Engineering (class LM-30)",
        description="A two-year second-cycle degree for engineers who plan, build and run energy systems without "
        "fossil fuels: generation, storage, grids and buildings, together with the economics and the law that decide "
        "whether a good design is ever built.",
        outcomes=(
            "Model the balance of an energy system from hourly data and say how sure the result is",
            "Design a wind, solar or hydropower plant from site measurements to tender documents",
            "Size storage and control so that a grid stays stable with a high share of renewables",
            "Assess the environmental impact of a plant over its whole life and defend the choice of boundaries",
            "Explain a technical decision to councillors, investors and neighbours in words they can weigh",
        ),
        assessment="Fourteen examinations and laboratories marked out of 30 (pass from 18), a placement of 150 hours "
        "reviewed by its tutor, and a thesis defended in public before a board of seven.",
        field=Field("0713", "Electricity and energy"),
        level=7,
        credits=120,
        hours=3000,
        tags=("engineering", "renewable energy", "power grids", "sustainability"),
        awarded=_DEGREE_DAY,
        work=Work(
            "Thesis: storing an evening",
            "How batteries and the reservoir above the town can carry Pontelume’s "
            "solar power from noon to the evening peak: a model of 8,760 hours, checked on two years of measurements.",
        ),
        mark=Mark("Final mark", "108/110", "66/110", "110/110"),
    ),
    "it": Award(
        slug="energy-transition",
        kind="MasterDegree",
        language="it",
        taught="it",
        name="Laurea Magistrale in Ingegneria per la Transizione Energetica",
        course="Ingegneria per la Transizione Energetica (classe LM-30)",
        description="Un corso di secondo ciclo di due anni per chi progetta, costruisce e gestisce sistemi energetici "
        "senza combustibili fossili: produzione, accumulo, reti ed edifici, insieme all’economia e al diritto che "
        "decidono se un buon progetto verrà mai realizzato.",
        outcomes=(
            "Modellare il bilancio di un sistema energetico da dati orari e dire quanto il risultato sia sicuro",
            "Progettare un impianto eolico, solare o idroelettrico dalle misure in sito fino alla gara d’appalto",
            "Dimensionare accumulo e controllo perché una rete resti stabile con molte fonti rinnovabili",
            "Valutare l’impatto ambientale di un impianto lungo tutta la sua vita e motivare i confini scelti",
            "Spiegare una decisione tecnica a consiglieri, investitori e vicini con parole che possano soppesare",
        ),
        assessment="Quattordici esami e laboratori valutati in trentesimi (sufficienza 18), un tirocinio di 150 ore "
        "valutato dal tutor e una tesi discussa in pubblico davanti a una commissione di sette docenti.",
        field=Field("0713", "Elettricità ed energia"),
        level=7,
        credits=120,
        hours=3000,
        tags=("ingegneria", "energie rinnovabili", "reti elettriche", "sostenibilità"),
        awarded=_DEGREE_DAY,
        work=Work(
            "Tesi: conservare una sera",
            "Come le batterie e il bacino sopra la città possono portare l’energia "
            "solare di Pontelume da mezzogiorno al picco serale: un modello di 8760 ore, verificato su due anni.",
        ),
        mark=Mark("Voto finale", "108/110", "66/110", "110/110"),
    ),
}

COURSE = {
    "en": Award(
        slug="reading-data",
        kind="Course",
        language="en",
        taught="en",
        name="Reading Data: Statistics for Decisions",
        course="Reading Data, open online course, fourth edition",
        description="Six weeks online on looking at numbers before believing them: what a sample can tell, how a "
        "chart can mislead, and how to decide when the data leave room for doubt.",
        outcomes=(
            "Summarise a data set with measures and charts that suit it",
            "Tell chance from pattern with an interval rather than a hunch",
            "Recognise the common ways in which a published chart misleads",
            "Write a one-page recommendation that states its own uncertainty",
        ),
        assessment="Six weekly quizzes, each passed with at least 60 %, and a one-page report on open data of the "
        "learner’s own town, reviewed by two peers and one tutor against a published rubric.",
        field=Field("0542", "Statistics"),
        level=5,
        credits=1,
        hours=30,
        tags=("statistics", "data literacy", "open data", "MOOC"),
        awarded=_COURSE_DAY,
        work=Work(
            "Report: who waits for the bus?",
            "One page on five years of the town’s open timetable data, with its own doubts.",
        ),
        mark=Mark("Quizzes", "91 %", "60 %", "100 %"),
    ),
    "it": Award(
        slug="reading-data",
        kind="Course",
        language="it",
        taught="it",
        name="Leggere i dati: statistica per decidere",
        course="Leggere i dati, corso aperto in rete, quarta edizione",
        description="Sei settimane in rete per guardare i numeri prima di crederci: che cosa può dire un campione, "
        "come inganna un grafico e come decidere quando i dati lasciano spazio al dubbio.",
        outcomes=(
            "Riassumere un insieme di dati con le misure e i grafici adatti",
            "Distinguere il caso dalla regolarità con un intervallo e non con un’impressione",
            "Riconoscere i modi più comuni in cui un grafico pubblicato inganna",
            "Scrivere una raccomandazione di una pagina che dichiara la propria incertezza",
        ),
        assessment="Sei quiz settimanali, ciascuno superato con almeno il 60 %, e una relazione di una pagina sui "
        "dati aperti del proprio comune, valutata da due pari e da un tutor con una griglia pubblica.",
        field=Field("0542", "Statistica"),
        level=5,
        credits=1,
        hours=30,
        tags=("statistica", "cultura dei dati", "dati aperti", "MOOC"),
        awarded=_COURSE_DAY,
        work=Work(
            "Relazione: chi aspetta l’autobus?",
            "Una pagina su cinque anni di orari aperti del comune, con i propri dubbi.",
        ),
        mark=Mark("Quiz", "91 %", "60 %", "100 %"),
    ),
}

MICRO_CREDENTIAL = {
    "en": Award(
        slug="responsible-ai",
        kind="MicroCredential",
        language="en",
        taught="it",
        name="Responsible Artificial Intelligence in Organisations",
        course="Responsible Artificial Intelligence, autumn school",
        description="A short course for people who buy, introduce or supervise artificial intelligence at work: what "
        "a model can be trusted with, what the European rules ask, and how to keep a person in charge.",
        outcomes=(
            "Describe how a machine-learning model reaches its answer, and where it will fail",
            "Classify a use of artificial intelligence by its risk under European law",
            "Plan the oversight, records and complaints that a risky use needs",
            "Run a fairness check on a model’s results and report it to those concerned",
        ),
        assessment="A written risk assessment of a real case brought by the participant (60 %) and an oral "
        "examination of twenty minutes (40 %), both passed with at least 18 out of 30.",
        field=Field("0688", "Inter-disciplinary programmes involving ICT"),
        level=6,
        credits=3,
        hours=75,
        tags=("artificial intelligence", "ethics", "law", "risk"),
        awarded=_MICRO_DAY,
        work=Work(
            "Risk assessment: sorting job applications",
            "A tool that ranks applicants, judged by its risk, with a plan for oversight and complaints.",
        ),
        mark=Mark("Mark", "29/30", "18/30", "30/30"),
    ),
    "it": Award(
        slug="responsible-ai",
        kind="MicroCredential",
        language="it",
        taught="it",
        name="Intelligenza artificiale responsabile nelle organizzazioni",
        course="Intelligenza artificiale responsabile, scuola d’autunno",
        description="Un corso breve per chi acquista, introduce o controlla l’intelligenza artificiale sul lavoro: "
        "che cosa si può affidare a un modello, che cosa chiedono le regole europee e come lasciare la decisione a "
        "una persona.",
        outcomes=(
            "Descrivere come un modello di apprendimento automatico arriva alla risposta, e dove sbaglierà",
            "Classificare un uso dell’intelligenza artificiale secondo il rischio previsto dal diritto europeo",
            "Pianificare la supervisione, i registri e i reclami che un uso rischioso richiede",
            "Verificare l’equità dei risultati di un modello e riferirne alle persone coinvolte",
        ),
        assessment="La valutazione scritta del rischio di un caso reale portato da chi partecipa (60 %) e un "
        "colloquio di venti minuti (40 %), entrambi superati con almeno 18/30.",
        field=Field("0688", "Programmi interdisciplinari che coinvolgono le TIC"),
        level=6,
        credits=3,
        hours=75,
        tags=("intelligenza artificiale", "etica", "diritto", "rischio"),
        awarded=_MICRO_DAY,
        work=Work(
            "Valutazione del rischio: ordinare le candidature",
            "Uno strumento che mette in ordine i candidati, giudicato "
            "per il suo rischio, con un piano di supervisione e reclami.",
        ),
        mark=Mark("Voto", "29/30", "18/30", "30/30"),
    ),
}
