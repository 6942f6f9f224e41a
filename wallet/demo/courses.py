"""The courses of the demo's degree, with their marks and how those of everybody were spread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

Spread = tuple[int, int, int, int, int]


@dataclass(frozen=True)
class Course:
    """An examination or a laboratory: its code, names, ECTS credits, mark, day, what it is about, field and language.

    `spread` counts the marks of three years in the five ranges of RANGES; without one it is passed or not.
    """

    code: str
    name: str
    italian: str
    credits: int
    mark: str
    day: date
    about: tuple[str, str]  # in English and in Italian
    spread: Spread | None = None
    field: str = "0713"  # ISCED-F 2013
    language: str = "it"

    @property
    def date(self) -> str:
        """The day as the supplement writes it: dd/mm/yyyy."""
        return f"{self.day:%d/%m/%Y}"


@dataclass(frozen=True)
class Term:
    """A lecture period with its examinations, from one day to another, in English and in Italian."""

    name: str
    italian: str
    start: date
    end: date


TERMS: Final = (
    Term("First period 2024/25", "Primo periodo 2024/25", date(2024, 9, 23), date(2025, 2, 28)),
    Term("Second period 2024/25", "Secondo periodo 2024/25", date(2025, 3, 3), date(2025, 7, 31)),
    Term("First period 2025/26", "Primo periodo 2025/26", date(2025, 9, 22), date(2026, 2, 27)),
    Term("Second period 2025/26", "Secondo periodo 2025/26", date(2026, 3, 2), date(2026, 7, 31)),
)
RANGES: Final = ("30 cum laude", "28–30", "25–27", "22–24", "18–21")
PASSED: Final = "Passed"

COURSES: Final = (
    Course(
        "ENT-101",
        "Thermodynamics of Renewable Systems",
        "Termodinamica dei sistemi rinnovabili",
        9,
        "28/30",
        date(2025, 1, 22),
        (
            "Balances of energy and exergy for heat pumps, solar collectors and small turbines.",
            "Bilanci di energia ed exergia per pompe di calore, collettori solari e piccole turbine.",
        ),
        (14, 58, 79, 51, 29),
    ),
    Course(
        "ENT-102",
        "Data Analysis for Energy Systems",
        "Analisi dei dati per i sistemi energetici",
        9,
        "30/30",
        date(2025, 2, 5),
        (
            "Cleaning, modelling and doubting hourly data; forecasts with their intervals.",
            "Pulire, modellare e mettere in dubbio dati orari; previsioni con i loro intervalli.",
        ),
        (21, 73, 68, 44, 22),
        "0542",
        "en",
    ),
    Course(
        "ENT-103",
        "Energy Economics and Markets",
        "Economia e mercati dell’energia",
        6,
        "27/30",
        date(2025, 2, 14),
        (
            "How power is traded a day and an hour ahead, and who pays for a grid.",
            "Come si scambia l’elettricità per il giorno e per l’ora dopo, e chi paga la rete.",
        ),
        (11, 49, 86, 57, 31),
        "0311",
        "en",
    ),
    Course(
        "ENT-104",
        "Power Grids and Storage",
        "Reti elettriche e accumulo",
        9,
        "29/30",
        date(2025, 6, 11),
        (
            "Flows, faults and stability of grids with many sources, and the size of their storage.",
            "Flussi, guasti e stabilità di reti con molte fonti, e la taglia del loro accumulo.",
        ),
        (17, 61, 74, 49, 27),
    ),
    Course(
        "ENT-105",
        "Environmental Impact and Life-Cycle Assessment",
        "Impatto ambientale e analisi del ciclo di vita",
        9,
        "30/30 cum laude",
        date(2025, 6, 25),
        (
            "The whole life of a plant: boundaries, inventories and what a result leaves out.",
            "Tutta la vita di un impianto: confini, inventari e che cosa un risultato lascia fuori.",
        ),
        (26, 77, 66, 38, 19),
        "0521",
    ),
    Course(
        "ENT-106",
        "Control of Electrical Machines",
        "Controllo delle macchine elettriche",
        9,
        "25/30",
        date(2025, 7, 9),
        (
            "Drives, converters and the control of generators, with eight sessions at the bench.",
            "Azionamenti, convertitori e controllo dei generatori, con otto prove al banco.",
        ),
        (9, 42, 81, 66, 36),
        "0714",
    ),
    Course(
        "ENT-107",
        "Energy Law and Policy of the European Union",
        "Diritto e politica dell’energia dell’Unione europea",
        6,
        "28/30",
        date(2025, 7, 17),
        (
            "Permits, networks and markets in European law, read in twelve decisions.",
            "Autorizzazioni, reti e mercati nel diritto europeo, letti in dodici decisioni.",
        ),
        (19, 70, 72, 43, 21),
        "0421",
    ),
    Course(
        "ENT-201",
        "Wind, Solar and Hydropower Plant Design",
        "Progetto di impianti eolici, solari e idroelettrici",
        12,
        "30/30",
        date(2026, 1, 20),
        (
            "Three plants from site measurements to tender documents, in groups of four.",
            "Tre impianti dalle misure in sito alla gara d’appalto, in gruppi di quattro.",
        ),
        (23, 81, 70, 35, 14),
    ),
    Course(
        "ENT-202",
        "Building Physics and Retrofit",
        "Fisica dell’edificio e riqualificazione",
        9,
        "27/30",
        date(2026, 2, 3),
        (
            "Heat, air and moisture in walls, and the renewal of a school that is a hundred years old.",
            "Calore, aria e umidità nelle pareti, e il rinnovo di una scuola di cento anni.",
        ),
        (13, 55, 83, 52, 24),
        "0732",
    ),
    Course(
        "ENT-203",
        "Hydrogen and Other Energy Carriers",
        "Idrogeno e altri vettori energetici",
        6,
        "26/30",
        date(2026, 2, 16),
        (
            "Making, moving and burning hydrogen, ammonia and synthetic fuels, and where each is worth it.",
            "Produrre, trasportare e bruciare idrogeno, ammoniaca e combustibili sintetici, e dove conviene.",
        ),
        (12, 50, 80, 55, 28),
        "0713",
        "en",
    ),
    Course(
        "ENT-204",
        "Field Laboratory: the River Plant",
        "Laboratorio sul campo: la centrale sul fiume",
        6,
        "30/30",
        date(2026, 5, 29),
        (
            "Ten days at the town’s own plant: measuring, mending and writing it down.",
            "Dieci giorni nella centrale della città: misurare, riparare e metterlo per iscritto.",
        ),
        (31, 94, 61, 20, 6),
    ),
    Course(
        "ENT-290",
        "Free choice: Leading Teams through Change",
        "A scelta: guidare un gruppo nel cambiamento",
        6,
        "29/30",
        date(2026, 6, 10),
        (
            "Listening, deciding and giving bad news, practised with students of law and medicine.",
            "Ascoltare, decidere e dare cattive notizie, provato con studenti di diritto e di medicina.",
        ),
        (18, 66, 59, 31, 12),
        "0413",
        "en",
    ),
    Course(
        "ENT-295",
        "Placement, 150 hours",
        "Tirocinio, 150 ore",
        6,
        PASSED,
        date(2026, 6, 19),
        (
            "At the company that runs the grid of the province, in its planning office.",
            "Presso la società che gestisce la rete della provincia, nell’ufficio di pianificazione.",
        ),
    ),
    Course(
        "ENT-299",
        "Master’s thesis",
        "Tesi di laurea magistrale",
        18,
        PASSED,
        date(2026, 7, 16),
        (
            "“Storing an evening”: batteries and reservoir in a river town with a high share of solar power.",
            "«Conservare una sera»: batterie e bacino in una città di fiume con molta energia solare.",
        ),
    ),
)


def term(course: Course) -> Term:
    """The lecture period in which a course was passed."""
    return next(each for each in TERMS if each.start <= course.day <= each.end)
