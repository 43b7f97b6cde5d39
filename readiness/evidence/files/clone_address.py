"""Addresses of repositories that may be cloned: https, a public host, nothing hidden in the address."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

MOST_CHARACTERS = 500
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_PATH = re.compile(r"(/[A-Za-z0-9_~.+@-]+)+/?")
_PAGE = re.compile(r"/(?:-/)?(?:tree|blob|commit|commits|issues|pull|releases|wiki|actions)(?:/.*)?$")


class AddressRefused(Exception):
    """Nothing is cloned from this address; the message says why and what to do."""


@dataclass(frozen=True)
class CloneAddress:
    """An address that may be asked: its text as it is given to git, and its parts."""

    url: str
    host: str
    port: int
    name: str


def clone_address(text: str) -> CloneAddress:
    """Return the address of a repository from what a person typed or pasted, a page of it included.

    Raises
    ------
    AddressRefused
        It is no https address, or it carries a user, a password, a query or unusual characters.
    """
    given = text.strip()
    if any(character.isspace() or not character.isprintable() for character in given):
        raise AddressRefused("This is no address of a repository. Copy it from the repository's page.")
    if not given.lower().startswith("https://"):
        raise AddressRefused("Only addresses that begin with https:// are cloned. Copy it from the repository's page.")
    try:
        parts = urlsplit(given)
        port = parts.port or 443
    except ValueError:
        raise AddressRefused("This is no address of a repository. Copy it from the repository's page.") from None
    if len(given) > MOST_CHARACTERS or parts.username is not None or parts.password is not None:
        raise AddressRefused("The address carries a user or a password, or is too long. Only public ones are cloned.")
    host, path = (parts.hostname or "").lower(), _PAGE.sub("", parts.path).rstrip("/")
    if parts.query or not _HOST.fullmatch(host) or not _PATH.fullmatch(path) or ".." in path.split("/"):
        raise AddressRefused("This is no address of a repository. Copy it from the repository's page.")
    name = path.rpartition("/")[2].removesuffix(".git").strip(".") or "repository"
    shown = host if port == 443 else f"{host}:{port}"
    return CloneAddress(f"https://{shown}{path}", host, port, name)


def _addresses(host: str, port: int) -> list[str]:
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def public_addresses(
    address: CloneAddress, *, private: bool = False, resolve: Callable[[str, int], Iterable[str]] = _addresses
) -> tuple[str, ...]:
    """Return the IP addresses of a host, to which the connection is then held, so that its name cannot change meaning.

    Raises
    ------
    AddressRefused
        The host is not known, or one of its addresses is not public (RFC 6890) and ``private`` is not set.
    """
    try:
        found = tuple(dict.fromkeys(resolve(address.host, address.port)))
    except OSError:
        raise AddressRefused(f"{address.host} cannot be found. Check the address and the network.") from None
    if not found:
        raise AddressRefused(f"{address.host} cannot be found. Check the address and the network.")
    if not private and not all(_public(text) for text in found):
        raise AddressRefused(
            f"{address.host} lies on this machine or in a private network. Where that is wanted, whoever runs "
            "Readiness sets READINESS_GIT_PRIVATE=1."
        )
    return found


def _public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    found = mapped or address
    return found.is_global and not found.is_multicast
