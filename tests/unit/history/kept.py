"""Assessments to keep: whole ones, with names of signers in them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from readiness.report.json import as_json
from tests.unit.report.assessments import assessed

SIGNED = "Ines Roth (product), 2026-06-01, stated, not verified"
WAIVED = "waived until 2026-12-31 by Tomas Berg: vendor delay"


@cache
def _plain() -> bytes:
    return as_json(assessed())


def assessment_json(**changed: Any) -> bytes:
    """Return an assessment whose first practice is signed and whose second one is waived."""
    document = json.loads(_plain())
    first, second = document["criteria"][0]["practices"][:2]
    first["signed_by"], second["waiver"] = [SIGNED], WAIVED
    document.update(changed)
    return json.dumps(document).encode()
