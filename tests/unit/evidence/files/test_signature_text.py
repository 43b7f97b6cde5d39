"""Signature files written and read back mean the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.domain.attestation import Attestation, Subject, Waiver
from readiness.domain.evidence import Absent
from readiness.evidence.files.signature_text import attestations_text, waivers_text
from readiness.evidence.files.signatures import ATTESTATIONS, WAIVERS, signature_files

NO_GIT = Absent("no Git")
DIGEST = "ab" * 32
SIGNED = Attestation("p", DIGEST, Subject(DIGEST, ""), "Ada", "product", "product", date(2026, 11, 1))
WAIVER = Waiver("p", "r", "c", "Ada and Bob", date(2026, 1, 1), date(2026, 12, 31))
# Words as people type them: the reader strips the ends of a text and folds nothing else.
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Co", "Cn"]), min_size=1, max_size=60).filter(
    lambda text: text == text.strip()
)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
HEX = st.text("0123456789abcdef", min_size=64, max_size=64)


def read(written, attestations, waivers):
    project = written({ATTESTATIONS: attestations_text(attestations), WAIVERS: waivers_text(waivers), "a.md": "x"})
    found = signature_files(project, NO_GIT)
    assert found.problems == ()
    plain = tuple(replace(signed, line=None) for signed in found.attestations)
    return plain, tuple(replace(waiver, line=None) for waiver in found.waivers)


def test_files_for_nobody(written):
    assert read(written, (), ()) == ((), ())


def test_evidence_by_path_and_by_address(written):
    both = (
        replace(SIGNED, evidence="a.md"),
        replace(SIGNED, evidence="https://example.org/r.pdf", evidence_digest=DIGEST),
        replace(SIGNED, evidence_digest=DIGEST, expires=date(2027, 1, 1), caveats="only: #1, 'two'\nlines"),
    )
    assert read(written, both, ()) == (both, ())


def test_the_same_entry_is_written_once(written):
    assert read(written, (SIGNED, SIGNED), (WAIVER, WAIVER)) == ((SIGNED,), (WAIVER,))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.tuples(WORDS, WORDS, WORDS, WORDS, WORDS), DAYS, st.none() | DAYS, HEX)
def test_whatever_people_type_comes_back(written, words, day, expires, digest):
    """Words that YAML could take for something else (yes, null, 2026-01-01, 1e3, - x) stay words."""
    signed = Attestation(words[0], digest, Subject("", digest), words[1], words[2], words[3], day, expires,
                         caveats=words[4])  # fmt: skip
    waiver = Waiver(*words[:4], day, max(day, expires or day), words[4])
    assert read(written, (signed,), (waiver,)) == ((signed,), (waiver,))


def test_words_that_yaml_knows(written):
    for word in ("yes", "null", "~", "2026-01-01", "1e3", "- x", "{a: b}", "0x1F", "12:30:45", "!!python/object", "&a"):
        made = replace(SIGNED, person=word, caveats=word)
        assert read(written, (made,), ()) == ((made,), ())
