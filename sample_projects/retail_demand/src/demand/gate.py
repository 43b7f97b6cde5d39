"""Decides whether a newly trained model may replace the one in service."""

from __future__ import annotations

from dataclasses import dataclass

from demand.config import Settings


@dataclass(frozen=True)
class Verdict:
    """Whether the candidate may go into service, and why."""

    promote: bool
    reason: str


def compare(current: dict[str, float], candidate: dict[str, float], settings: Settings) -> Verdict:
    """Returns the verdict on a candidate from both models' metrics on the same held-out rows.

    The candidate's WAPE must not exceed the maximum and must beat that of the current model by the minimum gain.
    """
    limits = settings["gate"]
    if candidate["wape"] > limits["max_wape"]:
        return Verdict(False, f"wape {candidate['wape']} is over the maximum of {limits['max_wape']}")
    gain = round(current["wape"] - candidate["wape"], 4)
    if gain < limits["min_gain"]:
        return Verdict(False, f"wape gain {gain} is under the minimum of {limits['min_gain']}")
    return Verdict(True, f"wape gain {gain}")
