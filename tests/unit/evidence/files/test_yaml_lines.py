"""YAML is read with lines and within bounds."""

import pytest

from readiness.evidence.files.yaml_lines import YamlUnreadable, read_yaml


def test_values_carry_the_line_of_their_key():
    written = read_yaml("a: 1\nb:\n  c: [x, 2]\n")
    assert written.get("b", "c").line == 3
    assert written.plain() == {"a": 1, "b": {"c": ["x", 2]}}


def test_merge_keys_and_dates():
    written = read_yaml("base: &b {x: 1, y: 2}\nother:\n  <<: *b\n  y: 3\nwhen: 2026-13-45\n")
    assert written.get("other").plain() == {"x": 1, "y": 3}
    assert written.get("when").value == "2026-13-45"


@pytest.mark.parametrize(
    "text",
    [
        "a: [1, 2",
        "[" * 60 + "]" * 60,
        "a: &a [x]\nb: [" + ", ".join(["*a"] * 201) + "]",
        "a: !!python/object/apply:os.system [ls]\nb: &r [*r]",
        "x" * 1_000_001,
        "a: \x00",
    ],
)
def test_beyond_the_bounds_it_is_refused(text):
    with pytest.raises(YamlUnreadable):
        read_yaml(text)


def test_a_tag_that_would_run_code_is_only_data():
    assert read_yaml("a: !!python/name:os.system x").get("a").value == "x"


def test_laughter_is_bounded():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 8)]
    with pytest.raises(YamlUnreadable, match="expand"):
        read_yaml("\n".join(lines))
