"""Where the wallet may connect: what a stranger's URL means and which addresses are public; no input or output."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna

from .openbadges.report import N_

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LONGEST_URL = 2048
PORTS = {"https": 443, "http": 80}
# Anything a URL may not hold raw: controls, blanks, and the backslash that some readers take for a slash.
UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029]")
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
# WHATWG URL, "ends in a number": such a host is an IPv4 address or nothing.
NUMERIC = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")

# Names that mean the machine itself or its own network (RFC 6761, 6762, 7686, 8375, 9476 and common habit).
PRIVATE_NAMES = frozenset(
    {
        "alt", "arpa", "corp", "home", "internal", "intranet", "invalid",
        "lan", "local", "localdomain", "localhost", "onion", "private", "test",
    }
)  # fmt: skip

# The IANA special-purpose registries (RFC 6890 and its updates), stated here because `ipaddress.is_global`
# differs between Python releases and lets multicast, 6to4, NAT64 and mapped addresses through.
FORBIDDEN_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32",  # Azure's wire server: a public address that answers only machines in that cloud
        ),
    )
)  # fmt: skip
# Only 2000::/3 is global unicast; within it the IETF's own, Teredo, documentation, 6to4 and retired ranges are not.
GLOBAL_V6 = IPv6Network("2000::/3")
FORBIDDEN_V6 = tuple(
    map(
        IPv6Network,
        ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3ffe::/16", "3fff::/20"),
    )
)


class Forbidden(Exception):
    """The wallet does not connect there; `reason` is a sentence."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Rules:
    """What the operator allows beyond https on port 443 to public addresses."""

    http: bool = False
    ports: frozenset[int] = frozenset()
    networks: tuple[Network, ...] = ()
    names: frozenset[str] = frozenset()

    def port(self, scheme: str, port: int) -> bool:
        """Whether this port may be asked under this scheme."""
        return port == PORTS[scheme] or port in self.ports

    def address(self, address: Address) -> bool:
        """Whether this address may be connected to."""
        return is_public(address) or any(address in network for network in self.networks)


STRICT = Rules()


def rules(
    *, http: bool = False, ports: Collection[int] = (), networks: Collection[str] = (), names: Collection[str] = ()
) -> Rules:
    """The rules that an operator states: networks in CIDR notation, names of hosts in the operator's own network."""
    return Rules(http, frozenset(ports), tuple(map(ip_network, networks)), frozenset(names))


def is_public(address: Address) -> bool:
    """Whether an address is on the public Internet and nothing else, by the IANA special-purpose registries."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in FORBIDDEN_V4)
    return address in GLOBAL_V6 and not any(address in network for network in FORBIDDEN_V6)


@dataclass(frozen=True)
class Destination:
    """A URL that was read: `host` is ASCII and lower case, `target` the path and query as sent."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def url(self) -> str:
        """The URL in its plain form, without a fragment."""
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def authority(self) -> str:
        """The host, in brackets when it is an IPv6 address, with its port when that is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def address(self) -> Address | None:
        """The address that the host states literally, or None for a name."""
        try:
            return ip_address(self.host)
        except ValueError:
            return None


def read(url: str, allowed: Rules = STRICT) -> Destination:
    """Read an absolute URL as far as it can be judged without a look-up. Raises Forbidden with the reason."""
    if len(url) > LONGEST_URL:
        raise Forbidden(N_("This address is too long."))
    if UNSAFE.search(url):
        raise Forbidden(N_("This address holds characters that no web address may hold."))
    parts = _split(url)
    if parts.scheme not in (("https", "http") if allowed.http else ("https",)):
        raise Forbidden(N_("Only addresses that begin with https:// are fetched."))
    if "@" in parts.netloc:
        raise Forbidden(N_("This address holds a user name or password."))
    host, port = _host_and_port(parts)
    if _is_private(host) and host not in allowed.names:
        raise Forbidden(N_("This address belongs to a private network."))
    if not allowed.port(parts.scheme, port):
        raise Forbidden(N_("This address names a port that is not fetched from."))
    return Destination(parts.scheme, host, port, _target(parts))


def onward(here: Destination, location: str, allowed: Rules = STRICT) -> Destination:
    """Where a redirect leads, judged like any URL and never from https to http. Raises Forbidden with the reason."""
    try:
        there = read(urljoin(here.url, location), allowed)
    except ValueError as error:
        raise Forbidden(N_("This is not a web address.")) from error
    if here.scheme == "https" != there.scheme:
        raise Forbidden(N_("The server sends on to an address that is not secure."))
    return there


def _split(url: str) -> SplitResult:
    """The parts of a URL that names its host with two slashes."""
    scheme, separator, rest = url.partition("://")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise Forbidden(N_("This is not a web address.")) from error
    if not separator or not parts.netloc or parts.scheme != scheme.lower():
        raise Forbidden(N_("This is not a web address."))
    return parts


def _host_and_port(parts: SplitResult) -> tuple[str, int]:
    """The host in ASCII and the port as a number."""
    match = re.fullmatch(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:%]+)(?::(?P<port>[0-9]{0,5}))?", parts.netloc)
    if match is None:
        raise Forbidden(N_("This is not a web address."))
    port = int(match["port"] or PORTS[parts.scheme])
    if match["host"].startswith("["):
        return _ipv6(match["host"][1:-1]), port
    return _name(match["host"]), port


def _ipv6(text: str) -> str:
    """An IPv6 address in its short form."""
    try:
        return str(IPv6Address(text))
    except ValueError as error:
        raise Forbidden(N_("This is not a web address.")) from error


def _name(host: str) -> str:
    """A host name in ASCII, or a dotted IPv4 address; no other spelling of an address."""
    try:
        ascii_host = host.lower() if host.isascii() else idna.encode(host, uts46=True).decode().lower()
    except idna.IDNAError as error:
        raise Forbidden(N_("This is not a web address.")) from error
    ascii_host = ascii_host.removesuffix(".")
    if NUMERIC.fullmatch(ascii_host):
        return _ipv4(ascii_host)
    labels = ascii_host.split(".")
    if len(ascii_host) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise Forbidden(N_("This is not a web address."))
    return ascii_host


def _is_private(host: str) -> bool:
    """Whether a name means something only within one machine or network; addresses are judged apart."""
    *_, last = host.split(".")
    return ":" not in host and (last == host or last in PRIVATE_NAMES)


def _ipv4(text: str) -> str:
    """An IPv4 address in four decimal parts; octal, hexadecimal and short forms are refused."""
    try:
        return str(IPv4Address(text))
    except ValueError as error:
        raise Forbidden(N_("This is not a web address.")) from error


def _target(parts: SplitResult) -> str:
    """The path and query with everything beyond ASCII percent-encoded (RFC 3987 §3.1); the fragment stays here."""
    kept = "%/:=&?~#+!$,;'@()*[]|"
    query = f"?{quote(parts.query, safe=kept)}" if parts.query else ""
    return quote(parts.path or "/", safe=kept) + query
