"""Decides whether a newly trained model may replace the one in service."""

from __future__ import annotations

from dataclasses import dataclass

from screening.config import Settings


@dataclass(frozen=True)
class Verdict:
    """Whether the candidate may go into service, and why."""

    promote: bool
    reason: str


def compare(current: dict[str, float], candidate: dict[str, float], settings: Settings) -> Verdict:
    """Returns the verdict on a candidate from both models' metrics on the same held-out rows.

    The candidate must reach the minimum ROC AUC and beat the current model by the minimum gain.
    """
    limits = settings["gate"]
    if candidate["roc_auc"] < limits["min_roc_auc"]:
        return Verdict(False, f"roc_auc {candidate['roc_auc']} is under the minimum of {limits['min_roc_auc']}")
    gain = round(candidate["roc_auc"] - current["roc_auc"], 4)
    if gain < limits["min_gain"]:
        return Verdict(False, f"roc_auc gain {gain} is under the minimum of {limits['min_gain']}")
    return Verdict(True, f"roc_auc gain {gain}")
