"""XML that means harm, and what stays of XML that does not."""

from __future__ import annotations

import time

import pytest

from wallet.diploma_supplement.reading.xml import MAX_BYTES, attribute, child, children, language, text, tree
from wallet.errors import Unprocessable

DOCTYPE = '<!DOCTYPE a [<!ENTITY x "boo">]><a>&x;</a>'
BOMB = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'>{}]><a>&i;</a>".format(
    "".join(f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True))
)
EXTERNAL = '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
SEAL = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><Object>%s</Object></Signature>'


@pytest.mark.parametrize("said", [DOCTYPE, BOMB, EXTERNAL, "<!doctype a><a/>", "<!DOCTYPE a><a/>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("before", ["", " \n", "<!-- > <a> -->", "<?go on?>\n<!--x-->", '<?xml version="1.0"?>'])
def test_a_document_type_is_refused_in_whatever_encoding_and_place(said: str, encoding: str, before: str) -> None:
    started = time.monotonic()
    with pytest.raises(Unprocessable, match="DOCTYPE"):
        tree((before + said).encode(encoding))
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a+AD4APA-a/+AD4-', id="utf-7"),
        pytest.param(b"<?xml version='1.0' encoding='cp037'?><a/>", id="ebcdic-declared"),
        pytest.param('<?xml version="1.0"?><!DOCTYPE a><a/>'.encode("utf-16-le"), id="utf-16-without-mark"),
        pytest.param("<!DOCTYPE a><a/>".encode("utf-32"), id="utf-32"),
        pytest.param("<!DOCTYPE a><a/>".encode("cp037"), id="ebcdic"),
        pytest.param(b'<?xml version="1.0" encoding="utf-8"?><a>\xff</a>', id="not-utf-8"),
        pytest.param(b"<a>&x;</a>", id="undeclared-entity"),
        pytest.param(b"<a><!DOCTYPE b></a>", id="document-type-inside"),
        pytest.param(b"<a/><b/>", id="two-roots"),
        pytest.param(b"<a>\x00</a>", id="nul"),
        pytest.param(b"<a b='1' b='2'/>", id="attribute-twice"),
        pytest.param(b"", id="empty"),
        pytest.param(b"<" * 100_000, id="brackets"),
        pytest.param(b"<!--" * 100_000, id="comments"),
        pytest.param(b"<a>" * 101 + b"</a>" * 101, id="deep"),
        pytest.param(b"<a>" * 100_000, id="very-deep"),
        pytest.param(b"<a>" + b" " * MAX_BYTES + b"</a>", id="large"),
    ],
)
def test_what_is_no_sound_xml_is_refused_with_a_sentence_and_at_once(data: bytes) -> None:
    started = time.monotonic()
    with pytest.raises(Unprocessable) as caught:
        tree(data)
    assert str(caught.value).endswith(".")
    assert time.monotonic() - started < 1


def test_a_hundred_levels_are_read() -> None:
    assert tree(b"<a>" * 100 + b"</a>" * 100).tag == "a"


def test_html_with_a_document_type_in_character_data_is_text() -> None:
    assert text(tree(b"<a><![CDATA[<!DOCTYPE html><p>hello</p>]]></a>")) == "<!DOCTYPE html><p>hello</p>"


def test_an_instruction_in_character_data_stays() -> None:
    assert text(tree(b"<a><![CDATA[<?xml version='1.0'?>]]></a>")) == "<?xml version='1.0'?>"


@pytest.mark.parametrize("data", [b"<a>Kai<!-- -->sa</a>", b"<a>Kai<?x y?>sa</a>", b"<a>Kai<![CDATA[sa]]></a>"])
def test_a_comment_does_not_cut_a_text(data: bytes) -> None:
    root = tree(data)
    assert (root.text, text(root)) == ("Kaisa", "Kaisa")


def test_what_stands_in_a_signature_is_not_there_to_be_read() -> None:
    inside = SEAL % "<grade>A</grade>"
    root = tree(f"<a><b>x{inside}y{inside}z</b>{inside}<c/>{inside}end</a>".encode())
    assert "grade" not in [each.tag for each in root.iter()]
    assert [each.tag for each in root] == ["b", "c"]
    assert text(root) == "xyzend"


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Nicolò", "utf-8"),
        ("Nicolò", "UTF8"),
        ("Nicolò", "utf-16"),
        ("Nicolò", "iso-8859-1"),
        ("Nicolò", "windows-1252"),
        ("Đurđica Šimić", "ISO-8859-2"),
        ("Łukasz Żółć", "windows-1250"),
        ("Jānis Bērziņš", "windows-1257"),
        ("Jānis Bērziņš", "iso-8859-13"),
        ("Георги Иванов", "windows-1251"),
        ("Ελένη Παππά", "iso-8859-7"),
        ("Ayşe Yılmaz", "iso-8859-9"),
    ],
)
def test_names_are_read_in_the_usual_encodings(name: str, encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?><a>{name}</a>'.encode(encoding)
    assert text(tree(data)) == name


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark_and_hides_no_document_type(encoding: str) -> None:
    assert text(tree('<?xml version="1.0" encoding="utf-16"?><a>Łukasz</a>'.encode(encoding))) == "Łukasz"
    with pytest.raises(Unprocessable, match="DOCTYPE"):
        tree("<!DOCTYPE a><a/>".encode(encoding))


def test_elements_and_attributes_are_found_whatever_their_namespace() -> None:
    root = tree(b'<a xmlns="urn:x" xmlns:y="urn:y" xml:lang="it"><y:b y:k=" v "><c>1</c></y:b><b/></a>')
    assert len(children(root, "b")) == 2
    assert text(child(root, "b", "c")) == "1"
    assert child(root, "b", "c", "d") is None
    assert attribute(children(root, "b")[0], "k") == "v"
    assert language(child(root, "b", "c")) == "it"
