"""What an XML signature says that it covers, read before anything is done with it (W3C XMLDSig §4.4.3).

A signature chooses its own references and transforms, and could so choose to cover nothing. Only forms that are
known to cover all of a document, or parts of the signature itself, are let through to xmlsec.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from wallet.openbadges.report import N_
from wallet.supplement import Intact

from . import judging
from .judging import Unsound

DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
_DSIG = "http://www.w3.org/2000/09/xmldsig#"
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_MORE_2007 = "http://www.w3.org/2007/05/xmldsig-more#"
_ENC = "http://www.w3.org/2001/04/xmlenc#"
ENVELOPED: Final = _DSIG + "enveloped-signature"
FILTER: Final = "http://www.w3.org/2002/06/xmldsig-filter2"
XPATH: Final = "http://www.w3.org/TR/1999/REC-xpath-19991116"
CANONICAL: Final = frozenset(
    base + comments
    for base in (
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/2001/10/xml-exc-c14n#",
    )
    for comments in ("", "WithComments" if base.endswith("#") else "#WithComments")
)
OLD: Final = frozenset({_DSIG + "rsa-sha1", _DSIG + "sha1"})
METHODS: Final = frozenset(
    {_DSIG + "rsa-sha1"}
    | {f"{_MORE}{key}-sha{bits}" for key in ("rsa", "ecdsa") for bits in (256, 384, 512)}
    | {f"{_MORE_2007}sha{bits}-rsa-MGF1" for bits in (256, 384, 512)}
)
DIGESTS: Final = frozenset({_DSIG + "sha1", _ENC + "sha256", _MORE + "sha384", _ENC + "sha512"})
MOST_REFERENCES = 8
MOST_TRANSFORMS = 4
# An XPath is asked of every node, namespaces among them, each time going through those found so far.
MOST_NODES_FOR_XPATH = 25_000

PART = N_("The seal covers only a part of the document, so it says nothing of the whole.")
OUTSIDE = N_("The seal is on something that is not in this file.")
TWICE = N_("A name that the seal uses is given twice, so that nobody can tell what was sealed.")
TRANSFORMED = N_("The seal changes the document before it seals it in a way that this wallet does not accept.")
TOO_MUCH = N_("Checking the seal of a document of this size would take too much work.")


@dataclass(frozen=True)
class Coverage:
    """What a signature covers: the document's root and parts of the signature itself.

    `names` are the attributes by which it refers to them, each with its element.
    """

    targets: tuple[Any, ...]
    names: tuple[tuple[Any, str], ...]
    remarks: tuple[str, ...]

    @property
    def properties(self) -> Any:
        """The properties that XAdES signs, or None."""
        return next((each for each in self.targets if each.tag.rpartition("}")[2] == "SignedProperties"), None)


def review(signature: Any) -> Coverage:
    """What a signature covers, where that is the whole document; raises Unsound for any other."""
    info = signature.find(DS + "SignedInfo")
    method = None if info is None else _algorithm(info.find(DS + "SignatureMethod"))
    if info is None or _algorithm(info.find(DS + "CanonicalizationMethod")) not in CANONICAL:
        raise Unsound(Intact.UNCHECKED, judging.FOREIGN_ALGORITHM)
    if method not in METHODS:
        raise Unsound(Intact.UNCHECKED, judging.FOREIGN_ALGORITHM)
    references = info.findall(DS + "Reference")
    if len(references) > MOST_REFERENCES:
        raise Unsound(Intact.UNCHECKED, TRANSFORMED)
    root = signature.getroottree().getroot()
    # The names of a large document are many, and of no use to a signature that uses none.
    names = _names(root) if any(each.get("URI") for each in references) else {}
    targets = [_reviewed(each, signature, names) for each in references]
    if not any(each is root for each in targets):
        raise Unsound(Intact.UNCHECKED, PART)
    used = {method, *(_algorithm(each.find(DS + "DigestMethod")) for each in references)}
    uris = {each.get("URI")[1:] for each in references} - {""}
    return Coverage(tuple(targets), tuple(names[uri][0] for uri in sorted(uris)), (judging.WEAK,) if used & OLD else ())


def _reviewed(reference: Any, signature: Any, names: dict[str, list[tuple[Any, str]]]) -> Any:
    """What a reference is to: the root, or a part of the signature; raises Unsound for anything else."""
    uri = reference.get("URI")
    if uri is None or not (uri == "" or uri.startswith("#")) or uri.startswith("#xpointer"):
        raise Unsound(Intact.UNCHECKED, OUTSIDE)
    if _algorithm(reference.find(DS + "DigestMethod")) not in DIGESTS:
        raise Unsound(Intact.UNCHECKED, judging.FOREIGN_ALGORITHM)
    root = signature.getroottree().getroot()
    target = root if uri == "" else _target(uri[1:], names)
    transforms = list(reference.iterfind(f"{DS}Transforms/{DS}Transform"))
    if target is root:
        _only_leaves_out_the_signature(transforms, root)
        return root
    if signature not in target.iterancestors():
        raise Unsound(Intact.UNCHECKED, PART)
    if not all(_algorithm(each) in CANONICAL for each in transforms):
        raise Unsound(Intact.UNCHECKED, TRANSFORMED)
    return target


def _target(name: str, names: dict[str, list[tuple[Any, str]]]) -> Any:
    found = names.get(name, [])
    if len(found) > 1:
        raise Unsound(Intact.NO, TWICE)
    if not found:
        raise Unsound(Intact.NO, OUTSIDE)
    return found[0][0]


def _names(root: Any) -> dict[str, list[tuple[Any, str]]]:
    """The elements that have each name, with any attribute that somebody may take for one."""
    names: dict[str, list[tuple[Any, str]]] = {}
    for element in root.iter("*"):
        for key, value in element.attrib.items():
            if key.rpartition("}")[2].lower() == "id":
                names.setdefault(value, []).append((element, key))
    return names


def _only_leaves_out_the_signature(transforms: list[Any], root: Any) -> None:
    """Raises Unsound unless the transforms take away the signature and nothing else."""
    if len(transforms) > MOST_TRANSFORMS:
        raise Unsound(Intact.UNCHECKED, TRANSFORMED)
    first, rest = transforms[:1], transforms[1:]
    if not all(_is_removal(each) for each in first) or not all(_algorithm(each) in CANONICAL for each in rest):
        raise Unsound(Intact.UNCHECKED, TRANSFORMED)
    if any(_algorithm(each) == XPATH for each in first) and _has_many_nodes(root):
        raise Unsound(Intact.UNCHECKED, TOO_MUCH)


def _has_many_nodes(root: Any) -> bool:
    count = 0
    for element in root.iter():
        count += 1 + len(element.attrib) + len(element.nsmap) if isinstance(element.tag, str) else 1
        if count > MOST_NODES_FOR_XPATH:
            return True
    return False


def _is_removal(transform: Any) -> bool:
    """Whether a transform is one of the three ways to write "all but the signature"."""
    algorithm, children = _algorithm(transform), list(transform.iterchildren("*"))
    if algorithm == ENVELOPED:
        return not children
    if len(children) != 1 or "".join(children[0].itertext()) != (children[0].text or ""):
        return False
    path, text = children[0], "".join((children[0].text or "").split())
    prefixes = [prefix for prefix, uri in path.nsmap.items() if uri == _DSIG and prefix]
    if algorithm == FILTER:
        wanted = [f"/descendant::{prefix}:Signature" for prefix in prefixes]
        return path.tag == f"{{{FILTER}}}XPath" and path.get("Filter") == "subtract" and text in wanted
    wanted = [f"not(ancestor-or-self::{prefix}:Signature)" for prefix in prefixes]
    return algorithm == XPATH and path.tag == DS + "XPath" and text in wanted


def _algorithm(element: Any) -> str:
    return "" if element is None else element.get("Algorithm", "")
