"""Signals as the plain values that the command line prints and the assessment keeps (contract section 5)."""

from __future__ import annotations

from typing import Any

from readiness.domain.finding import Evidence
from readiness.evidence.signals.signal import Signals

SCHEMA_VERSION = 1


def plain(signals: Signals) -> dict[str, Any]:
    """Return the verdicts by id under ``signals`` and the tools under ``inventory``, each with its places."""
    return {
        "schema_version": SCHEMA_VERSION,
        "signals": {
            name: {"present": one.present, "evidence": _places(one.evidence), "reason": one.reason}
            for name, one in signals.verdicts.items()
        },
        "inventory": [
            {"tool": tool.name, "strength": tool.strength, "evidence": _places(tool.evidence)}
            for tool in signals.inventory
        ],
    }


def _places(evidence: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    return [{"path": one.location.path, "line": one.location.line, "why": one.why} for one in evidence]
