"""Which addresses may be cloned, and to which hosts a connection may go."""

from __future__ import annotations

import pytest

from readiness.evidence.files.clone_address import AddressRefused, CloneAddress, clone_address, public_addresses


@pytest.mark.parametrize(
    ("given", "url", "name"),
    [
        ("https://github.com/owner/project", "https://github.com/owner/project", "project"),
        (" https://GitHub.com/owner/project.git ", "https://github.com/owner/project.git", "project"),
        ("https://github.com/owner/project/tree/main/src", "https://github.com/owner/project", "project"),
        ("https://gitlab.com/group/sub/project/-/blob/main/a.py", "https://gitlab.com/group/sub/project", "project"),
        ("https://git.example.org:8443/a/b/", "https://git.example.org:8443/a/b", "b"),
    ],
)
def test_an_address_or_a_page_of_a_repository_is_taken(given: str, url: str, name: str) -> None:
    found = clone_address(given)

    assert (found.url, found.name) == (url, name)


@pytest.mark.parametrize(
    "given",
    [
        "http://github.com/owner/project",
        "git@github.com:owner/project.git",
        "ssh://github.com/owner/project",
        "file:///etc",
        "ext::sh -c touch% /tmp/pwned",
        "https://user:secret@github.com/owner/project",
        "https://token@github.com/owner/project",
        "https://github.com/owner/project?x=1",
        "https://github.com/",
        "https://github.com/../../etc",
        "https://-oProxyCommand=x/owner/project",
        "https://github.com:99999999/a/b",
        "https://gith\u00fcb.com/owner/project",
        "https://github.com/owner/pro\nject",
        "https://github.com/" + "a" * 600,
        "",
    ],
)
def test_anything_else_is_refused_in_words(given: str) -> None:
    with pytest.raises(AddressRefused, match=r"\.$"):
        clone_address(given)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.4",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "224.0.0.1",
    ],
)
def test_hosts_that_are_not_public_are_refused(ip: str) -> None:
    address = CloneAddress("https://example.org/a/b", "example.org", 443, "b")

    with pytest.raises(AddressRefused, match="READINESS_GIT_PRIVATE"):
        public_addresses(address, resolve=lambda host, port: ["93.184.216.34", ip])
    assert public_addresses(address, private=True, resolve=lambda host, port: [ip, ip]) == (ip,)


def test_a_host_that_is_not_known_is_said() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    address = clone_address("https://nowhere.example/a/b")
    with pytest.raises(AddressRefused, match=r"nowhere\.example cannot be found"):
        public_addresses(address, resolve=unknown)
    with pytest.raises(AddressRefused, match="cannot be found"):
        public_addresses(address, resolve=lambda host, port: [])


def test_public_addresses_are_given_once() -> None:
    address = clone_address("https://example.org/a/b")

    assert public_addresses(address, resolve=lambda host, port: ["93.184.216.34", "93.184.216.34"]) == (
        "93.184.216.34",
    )
