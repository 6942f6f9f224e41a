"""Every text of every real ELMO or XHochschule file is somewhere in what was read of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from lxml import etree

from tests.diploma_supplement.reading import all_text, read_elmo, real
from wallet.diploma_supplement.reading import xhochschule
from wallet.diploma_supplement.reading.telling import iso, number
from wallet.diploma_supplement.reading.xml import name, tree

FILES = [
    "elmo-example.xml",
    "elmo-finland.xml",
    "elmo-norway.xml",
    "elmo-complicated.xml",
    "fi-emrex__elmo_vastaus_base64_gzipped.txt",
    "fi-emrex__elmo-1.0-example.xml",
    "fi-emrex__swedish_1_elmo1.0.xml",
    "dk-emrex__Example-elmo-Denmark.xml",
    "emrex-gateway__sampleElmo.b64",
]
# How a date is written, ids that lead from one place of the file to another, schemas, code lists.
ATTRIBUTES_NOT_TOLD = {"dtf", "id", "idref", "typeref", "sortingKey", "schemaLocation", "listURI", "listVersionID"}
# The kind of the code in the column, of a supplement's content, of an identifier without a value; ids within the file.
TYPES_NOT_TOLD = {"local", "html", "internal", "nus"}
# Ids by which courses name attachments; words of a full name that is given in parts, too.
ELEMENTS_NOT_TOLD = {"ref", "fullName"}
NUMBERS = {"value", "engagementHours"}  # told without idle zeros


def squeezed(text: str) -> str:
    """Text without white space and without HTML, for comparing what is said."""
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^<>]*>", "", text)))


def texts(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Each text and attribute of a file, with the name of its element."""
    for each in root.iter():
        kind = each.get("type", "")
        told = (each.text or "").strip()
        if told and not told.startswith("data:") and name(each) not in ELEMENTS_NOT_TOLD and kind != "internal":
            yield name(each), iso(each) or (number(each) if name(each) in NUMBERS else told)
        if each.tail and each.tail.strip():
            yield name(each), each.tail
        for key, value in each.attrib.items():
            attribute = key.rpartition("}")[2]
            if attribute not in ATTRIBUTES_NOT_TOLD and value.strip() and value not in TYPES_NOT_TOLD:
                yield f"{name(each)}@{attribute}", value


@pytest.mark.parametrize("file", [*FILES, "XHochschule__Diploma_Supplement.xml"])
def test_every_text_of_a_real_file_is_in_its_document(file: str) -> None:
    data = real(file)
    root = tree(data)
    document = (xhochschule.read(root) if xhochschule.reads(root) else read_elmo(data)).document
    told = "\n".join(map(squeezed, all_text(document)))
    missing = [(where, text) for where, text in texts(tree(data)) if squeezed(text) not in told]
    assert not [each for each in missing if each[1].casefold() != "ects"]  # written as ECTS, whatever its case
