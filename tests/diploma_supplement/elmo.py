"""ELMO files of our own making, as small as a test needs them."""

from __future__ import annotations

from base64 import b64encode
from html import escape

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)
NAMESPACE = "https://github.com/emrex-eu/elmo-schemas/tree/v1"
LEARNER = (
    '<learner><citizenship>IT</citizenship><identifier type="studentIdentifier">S-1</identifier>'
    "<givenNames>Ada</givenNames><familyName>Rossi</familyName><bday>1999-02-03</bday></learner>"
)


def elmo(*content: str, namespace: str = NAMESPACE, learner: str = LEARNER) -> bytes:
    """A whole file; content stands after the learner."""
    return f'<elmo xmlns="{namespace}">{learner}{"".join(content)}</elmo>'.encode()


def report(*content: str, issuer: str = "University of Nowhere") -> str:
    """A report of an institution."""
    return f'<report><issuer><title xml:lang="en">{issuer}</title></issuer>{"".join(content)}</report>'


def course(title: str = "Algebra", *, of: str = "", parts: tuple[str, ...] = (), kind: str = "Course") -> str:
    """A specification: what its instance holds, and the specifications below it."""
    below = "".join(f"<hasPart>{part}</hasPart>" for part in parts)
    return (
        f'<learningOpportunitySpecification><identifier type="local">C-{escape(title)}</identifier>'
        f'<title xml:lang="en">{title}</title><type>{kind}</type>'
        f"<specifies><learningOpportunityInstance>{of}</learningOpportunityInstance></specifies>{below}"
        "</learningOpportunitySpecification>"
    )


def credit(value: str, scheme: str = "ects") -> str:
    """Credits."""
    return f"<credit><scheme>{scheme}</scheme><value>{value}</value></credit>"


def supplement(*sections: str, language: str = "en") -> str:
    """A supplement with these sections."""
    content = "".join(sections)
    return (
        f'<diplomaSupplement xml:lang="{language}"><version>2018</version><issueDate>2024-07-01</issueDate>'
        f"<introduction>As by the model.</introduction>{content}</diplomaSupplement>"
    )


def section(number: str, content: str = "", *inside: str, title: str = "") -> str:
    """A section; content is text, or CDATA with HTML in it."""
    named = f"<title>{title}</title>" if title else ""
    said = f"<content>{content}</content>" if content else ""
    return f'<section number="{number}">{named}{said}{"".join(inside)}</section>'


def degree(*sections: str, language: str = "en") -> bytes:
    """A file with one degree and its supplement."""
    return elmo(report(course("Master", of=supplement(*sections, language=language), kind="Degree Programme")))


def uri(data: bytes, claimed: str = "application/pdf") -> str:
    """A `data:` URI."""
    return f"data:{claimed};base64,{b64encode(data).decode()}"


def attachment(content: str, title: str = "Annex", kind: str = "Other") -> str:
    """An attachment."""
    return (
        f'<attachment><title xml:lang="en">{title}</title><type>{kind}</type><content>{content}</content></attachment>'
    )
