"""Strangers' links: their hosts in letters that do not deceive, or no link at all."""

from __future__ import annotations

import pytest

from wallet.web import markdown
from wallet.weblinks import punycode, web_link


@pytest.mark.parametrize(
    ("given", "link", "said"),
    [
        ("https://issuer.example/a?b=1#c", "https://issuer.example/a?b=1#c", ""),
        ("https://\u0430pple.example:8443/x#y", "https://xn--pple-43d.example:8443/x#y", "xn--pple-43d.example"),
        ("https://xn--pple-43d.example/", "https://xn--pple-43d.example/", "xn--pple-43d.example"),
        ("https://polimi\u2024it/", "https://polimi.it/", ""),
        ("https://issuer.example/\u0430", "https://issuer.example/\u0430", ""),
        ("http://[2001:db8::1]:80/", "http://[2001:db8::1]:80/", ""),
        ("https://%D0%B0pple.example/", None, ""),
        ("https://\u2100.example/", None, ""),
        ("https://polimi.it@evil.example/", None, ""),
        ("javascript:alert(1)", None, ""),
        ("//evil.example", None, ""),
        ("", None, ""),
    ],
    ids=ascii,
)
def test_a_link_leads_where_it_says(given: str, link: str | None, said: str) -> None:
    assert web_link(given) == link
    assert punycode(link) == said


def test_a_host_in_other_letters_stands_behind_a_link_in_markdown() -> None:
    html = str(markdown("[*apple*](https://\u0430pple.example/ 'a title') and [home](https://home.example)"))
    assert '<a href="https://xn--pple-43d.example/" rel="nofollow noopener noreferrer ugc">' in html
    assert "<em>apple</em></a> <bdi>(xn--pple-43d.example)</bdi> and" in html
    assert "a title" not in html
    assert html.count("<bdi>") == 1
