"""Signatures and waivers are read with lines; what is wrong is named and left out."""

from datetime import date

import pytest

from readiness.domain.evidence import Absent
from readiness.evidence.files.signatures import signature_files

NO_GIT = Absent("no Git")
DIGEST = "ab" * 32
GOOD = f"""version: 1
attestations:
  - practice: gv-owner
    statement_digest: {DIGEST}
    subject: {{model: {DIGEST}}}
    person: Ada
    role: owner
    function: product
    date: 2026-11-01
    evidence: {{path: docs/review.md}}
"""
WAIVER = "waivers:\n- {practice: p, reason: r, control: c, approver: a, date: 2026-01-01, expires: 2026-12-31}\n"


def test_entries_are_read(written):
    project = written(
        {"readiness-attestations.yaml": GOOD, "readiness-waivers.yaml": WAIVER, "docs/review.md": "reviewed"}
    )
    found = signature_files(project, NO_GIT)
    assert found.problems == ()
    (signed,) = found.attestations
    assert (signed.practice, signed.person, signed.date, signed.line) == ("gv-owner", "Ada", date(2026, 11, 1), 3)
    assert (signed.subject.model, signed.subject.data, signed.verified) == (DIGEST, "", False)
    (waiver,) = found.waivers
    assert (waiver.expires, waiver.line) == (date(2026, 12, 31), 2)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("    person: Ada\n", "", 3, "person is missing"),
        ("2026-11-01", "soon", 9, "date is no date"),
        (f"digest: {DIGEST}", "digest: abc", 4, "no SHA-256"),
        ("docs/review.md", "docs/gone.md", 10, "not there"),
        ("{path: docs/review.md}", f"{{path: docs/review.md, sha256: {DIGEST}}}", 10, "changed since"),
        ("attestations:", "signatures:", 1, "holds no list"),
        ("  - practice", "  - - practice", None, None),
    ],
)
def test_a_faulty_entry_is_left_out_with_its_line(written, old, new, line, words):
    project = written({"readiness-attestations.yaml": GOOD.replace(old, new), "docs/review.md": "reviewed"})
    found = signature_files(project, NO_GIT)
    assert found.attestations == ()
    if words:
        assert found.problems[0].location.line == line
        assert words in found.problems[0].message
    else:
        assert found.problems


def test_a_waiver_must_end(written):
    found = signature_files(written({"readiness-waivers.yaml": WAIVER.replace(", expires: 2026-12-31", "")}), NO_GIT)
    assert found.waivers == ()
    assert "expires" in found.problems[0].message


def test_no_files_no_signatures(written):
    found = signature_files(written({"a.py": "x"}), NO_GIT)
    assert (found.attestations, found.waivers, found.problems) == ((), (), ())
