"""The macOS profile closes everything that it does not name. Its effect is only tried by the worker's own probes."""

import sys

import pytest

from readiness.sandbox import seatbelt


def test_the_profile_denies_by_default_and_quotes_paths() -> None:
    text = seatbelt.profile(["/opt/python", '/odd "name"'], "/private/tmp/w")

    assert text.splitlines()[:2] == ["(version 1)", "(deny default)"]
    assert '(subpath "/odd \\"name\\"")' in text
    assert '(allow file-write* (subpath "/private/tmp/w")' in text
    assert "(deny network*)" in text
    assert text.count("(") == text.count(")")


@pytest.mark.skipif(sys.platform == "darwin", reason="other systems have no such tool")
def test_other_systems_start_the_worker_directly() -> None:
    assert seatbelt.command_prefix(["/opt/python"], "/tmp/w") == []
