"""YAML under bounds, with lines."""

import pytest

from readiness.evidence.files.bounded_yaml import YamlRefused, load_document, load_documents, mapping, mappings, texts


def test_values_keep_lines_and_keys_stay_text():
    first, second = load_documents("on: [push]\njobs:\n  a: {b: 1}\n---\n- x\n- y: yes\n")
    assert first == {"on": ["push"], "jobs": {"a": {"b": 1}}}
    assert (first.at("jobs"), first["jobs"].at("a"), first.at("absent")) == (2, 3, 1)
    assert second.lines == [5, 6]
    assert next(mappings(second)).at("y") == 6


def test_merge_keys_and_application_tags():
    loaded = load_document(
        "base: &b {a: 1, c: 2}\nx:\n  <<: *b\n  a: 3\ny: !Ref name\nz: !!python/object:os.system {}\n"
    )
    assert loaded["x"] == {"a": 3, "c": 2}
    assert loaded["y"] == "name"
    assert loaded["z"] == {}


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    "text", [BOMB, "[" * 5_000, "&a [*a]", "a: b: c", "x: " + "y" * 1_100_000, "\x00", "*unknown", "--- \n" * 900]
)
def test_bombs_and_junk_are_refused(text):
    with pytest.raises(YamlRefused):
        load_documents(text)


def test_accessors_accept_anything():
    assert mapping("text") == {}
    assert list(mappings({"a": 1})) == []
    assert texts("a") == ("a",)
    assert texts([1, "b", []]) == ("1", "b")
    assert texts(None) == ()
    assert load_document("") is None
