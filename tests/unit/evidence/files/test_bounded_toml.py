"""TOML under bounds."""

import pytest

from readiness.evidence.files.bounded_toml import TomlRefused, load_toml


def test_a_document():
    assert load_toml('[tool.x]\na = "1.2.3"\nb.c.d = 1\n') == {"tool": {"x": {"a": "1.2.3", "b": {"c": {"d": 1}}}}}


@pytest.mark.parametrize("text", ["a = ", "a." * 100_000, "[" + "a." * 60 + "a]", "x = " + "[" * 5_000, "\x00"])
def test_junk_is_refused(text):
    with pytest.raises(TomlRefused):
        load_toml(text)


def test_dots_in_values_are_no_keys():
    assert load_toml('a = "' + "x." * 100 + '"')
