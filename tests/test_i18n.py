"""Every sentence is spoken in every language, and said as that language says it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from io import StringIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from jinja2 import Environment

from wallet import errors, i18n
from wallet.i18n import N_, current, day, filesize, gettext, moment, negotiate, ngettext, speaking, translate
from wallet.openbadges.report import Check, Outcome
from wallet.paths import LOCALES

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = ("wallet/issuers/", "wallet/bodies.py", "wallet/verify/api.py")  # what the API says
PLACEHOLDER = re.compile(r"%(?:\(\w+\)[a-z]|%)")
MARKUP = re.compile(r"</?\w[^>]*>|&\w+;")
TRANSLATED = [language for language in i18n.LANGUAGES if language != i18n.DEFAULT]


def babel_config() -> tuple[list[tuple[str, str]], dict[str, dict[str, object]]]:
    text = StringIO((ROOT / "babel.cfg").read_text())
    methods, options = parse_mapping_cfg(text, filename="babel.cfg")  # type: ignore[no-untyped-call]  # babel's own
    return methods, options


def extracted() -> dict[str | tuple[str, ...], str]:
    """Each msgid in the code and the templates, and a file where it stands."""
    methods, options = babel_config()
    found = extract_from_dir(ROOT, methods, options)
    return {message: name for name, _line, message, _comments, _context in found}


def catalogue(language: str) -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def entries(language: str) -> Iterator[Message]:
    return (message for message in catalogue(language) if message.id)


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_lacks_its_translation(language: str) -> None:
    said = {message.id for message in entries(language) if all(forms(message.string))}
    missing = {message: name for message, name in extracted().items() if message not in said}
    assert not missing, f"{len(missing)} sentences are not in {language}: run `make messages`, then translate"


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_doubtful_or_out_of_date(language: str) -> None:
    wanted = set(extracted())
    assert [message.id for message in entries(language) if message.fuzzy] == []
    assert [message.id for message in entries(language) if message.id not in wanted] == []
    assert list(catalogue(language).obsolete) == []


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("pattern", [PLACEHOLDER, MARKUP], ids=["placeholders", "markup"])
def test_translations_keep_what_is_filled_in(language: str, pattern: re.Pattern[str]) -> None:
    for message in entries(language):
        allowed = [sorted(pattern.findall(form)) for form in forms(message.id)]
        for translation in filter(None, forms(message.string)):
            assert sorted(pattern.findall(translation)) in allowed, message.id


def test_every_sentence_of_an_error_is_extracted() -> None:
    known = extracted()
    slipped = [(path.name, sentence) for path, sentence in error_sentences() if sentence not in known]
    assert not slipped, "name the class in babel.cfg, or mark the sentence by N_"


def error_sentences() -> Iterator[tuple[Path, str]]:
    """Each sentence that stands as the first argument of an error a person can read, where it is raised or defined."""
    paths = (path for path in (ROOT / "wallet").rglob("*.py") if not str(path.relative_to(ROOT)).startswith(ENGLISH))
    trees = {path: ast.parse(path.read_text()) for path in paths}
    errors_named = {name for name, kind in vars(errors).items() if isinstance(kind, type)} - {"ClassVar"}
    for _ in range(3):  # a parent may stand in a later file
        errors_named |= {node.name for tree in trees.values() for node in _classes_of(tree, errors_named)}
    for path, tree in trees.items():
        supers = {call for node in _classes_of(tree, errors_named) for call in _calls(node, {"__init__"})}
        for call in {*_calls(tree, errors_named), *supers}:
            if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
                yield path, call.args[0].value


def _classes_of(tree: ast.AST, parents: set[str]) -> Iterator[ast.ClassDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and {_last_name(base) for base in node.bases} & parents:
            yield node


def _calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _last_name(node.func) in names)


def _last_name(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]


def test_english_is_spoken_unless_another_language_is_asked_for() -> None:
    assert current() == "en"
    with speaking("it") as language:
        assert (language, current()) == ("it", "it")
        with speaking("tlh"):
            assert current() == "en"
        assert current() == "it"
    assert current() == "en"


def test_a_sentence_is_translated_and_filled() -> None:
    error = errors.NotFound(N_("%(num)s byte"), num=1)
    check = Check("evidence", Outcome.PASSED, "100% of it")
    with speaking("it"):
        assert translate(error) == "1 byte"
        assert translate(check) == "100% of it"
        assert gettext("Nobody has translated %(what)s.", what="this") == "Nobody has translated this."
        assert gettext("") == ""


@pytest.mark.parametrize(
    ("number", "english", "italian"), [(1, "1 byte", "1 byte"), (0, "0 bytes", "0 byte"), (7, "7 bytes", "7 byte")]
)
def test_each_number_has_its_form(number: int, english: str, italian: str) -> None:
    assert ngettext("%(num)s byte", "%(num)s bytes", number) == english
    with speaking("it"):
        assert ngettext("%(num)s byte", "%(num)s bytes", number) == italian


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("it-IT,it;q=0.9,en;q=0.8", "it"),
        ("fr, en;q=0.3, it;q=0.5", "it"),
        ("EN-gb", "en"),
        ("it;q=0, en;q=0.1", "en"),
        ("it; q=0.4, en; q=0.7", "en"),
        ("de, fr", None),
        ("*", None),
        ("", None),
        ("it;q=nan", None),
        ("it;q=9", None),
        ("x" * 100_000 + ",it", None),
        (",;=,;q=,\x00", None),
    ],
)
def test_the_browsers_best_language_is_chosen(header: str, language: str | None) -> None:
    assert negotiate(header) == language


def test_dates_are_written_as_the_language_writes_them() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=timezone(-timedelta(hours=5)))
    assert day(date(2026, 11, 22)) == "22 November 2026"
    assert (day(late), moment(late)) == ("23 November 2026", "23 November 2026, 04:30 UTC")
    with speaking("it"):
        assert day(late.date()) == "22 novembre 2026"
        assert moment(datetime(2026, 1, 2, 3, 4, tzinfo=UTC)) == "2 gennaio 2026, 03:04 UTC"
        assert moment(datetime(2026, 1, 2, 3, 4)) == "2 gennaio 2026, 03:04 UTC"  # noqa: DTZ001  # naive on purpose


@pytest.mark.parametrize(
    ("size", "english", "italian"),
    [
        (999, "999 bytes", "999 byte"),
        (1234, "1.2 kB", "1,2 kB"),
        (999_949, "999.9 kB", "999,9 kB"),
        (999_951, "1 MB", "1 MB"),
        (3_260_000_000, "3.3 GB", "3,3 GB"),
        (10**16, "10,000 TB", "10.000 TB"),
    ],
)
def test_sizes_are_written_as_the_language_writes_them(size: int, english: str, italian: str) -> None:
    assert filesize(size).replace("\N{NO-BREAK SPACE}", " ") == english
    with speaking("it"):
        assert filesize(size).replace("\N{NO-BREAK SPACE}", " ") == italian


def test_templates_speak_the_language_and_escape_what_is_filled_in() -> None:
    environment = Environment(autoescape=True)
    i18n.install(environment)
    template = environment.from_string(
        '<p lang="{{ current_language() }}">{{ size|filesize }} {{ when|day }} {{ when|moment }}'
        "{% trans %}Given by {{ issuer }}, 100%{% endtrans %}"
        " {% trans count=2 %}{{ count }} badge{% pluralize %}{{ count }} badges{% endtrans %} {{ _('') }}</p>"
    )
    with speaking("it"):
        text = template.render(size=2000, when=datetime(2026, 5, 4, tzinfo=UTC), issuer="<b>")
    assert text.replace("\N{NO-BREAK SPACE}", " ") == (
        '<p lang="it">2 kB 4 maggio 2026 4 maggio 2026, 00:00 UTCGiven by &lt;b&gt;, 100% 2 badges </p>'
    )


@pytest.mark.parametrize(
    ("plain", "spoken"),
    [
        ("Scaduto il 8 novembre 2026", "Scaduto l’8 novembre 2026"),
        ("Il 11 maggio", "L’11 maggio"),
        ("valido dal 11 maggio al 8 giugno", "valido dall’11 maggio all’8 giugno"),
        ("il <time>8 maggio</time>", "l’<time>8 maggio</time>"),
        ("il 18 maggio, il 80 per cento", "il 18 maggio, il 80 per cento"),
    ],
)
def test_italian_articles_give_way_before_the_eighth_and_the_eleventh(plain: str, spoken: str) -> None:
    with i18n.speaking("it"):
        assert i18n.elided(plain) == spoken
    with i18n.speaking("en"):
        assert i18n.elided(plain) == plain


def test_a_day_within_a_check_is_written_out() -> None:
    check = Check("time.started", Outcome.PASSED, "It has been valid since %(date)s.", {"date": "2026-07-08"})
    assert i18n.translate(check) == "It has been valid since 8 July 2026."
    with i18n.speaking("it"):
        assert "dall’8 luglio 2026" in i18n.translate(check)
