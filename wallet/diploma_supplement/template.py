"""The template of the Diploma Supplement as revised in 2018 (Paris Communiqué, Appendix IV): numbers and titles."""

from __future__ import annotations

from typing import Final

from wallet.i18n import N_

TITLES: Final = {
    "1.1": N_("Last name(s)"),
    "1.2": N_("First name(s)"),
    "1.3": N_("Date of birth"),
    "1.4": N_("Student identification number or code"),
    "2.1": N_("Name of qualification and (if applicable) title conferred (in original language)"),
    "2.2": N_("Main field(s) of study for the qualification"),
    "2.3": N_("Name and status of awarding institution (in original language)"),
    "2.4": N_("Name and status of institution (if different from 2.3) administering studies (in original language)"),
    "2.5": N_("Language(s) of instruction/examination"),
    "3.1": N_("Level of the qualification"),
    "3.2": N_("Official duration of programme in credits and/or years"),
    "3.3": N_("Access requirement(s)"),
    "4.1": N_("Mode of study"),
    "4.2": N_("Programme learning outcomes"),
    "4.3": N_("Programme details, individual credits gained and grades/marks obtained"),
    "4.4": N_("Grading system and, if available, grade distribution table"),
    "4.5": N_("Overall classification of the qualification (in original language)"),
    "5.1": N_("Access to further study"),
    "5.2": N_("Access to a regulated profession (if applicable)"),
    "6.1": N_("Additional information"),
    "6.2": N_("Further information sources"),
    "7.1": N_("Date"),
    "7.2": N_("Signature"),
    "7.3": N_("Capacity"),
    "7.4": N_("Official stamp or seal"),
}
