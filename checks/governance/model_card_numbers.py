"""Numbers of the model card: they are those of the shipped model's report."""

from __future__ import annotations

import re

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.documents.documents import Documents
from readiness.evidence.model.reported_metrics import ReportedMetric, ReportedMetrics

WRITTEN = {
    "roc_auc": r"roc[ _-]?auc|\bauc\b",
    "accuracy": r"(?<!balanced )(?<!balanced_)\baccuracy\b",
    "precision": r"(?<!average )\bprecision\b",
    "recall": r"\brecall\b",
    "f1": r"\bf1\b",
    "brier_score": r"\bbrier\b",
    "mae": r"\bmae\b|mean absolute error",
    "rmse": r"\brmse\b|root mean squared? error",
    "r2": r"\br2\b|\br²|r-squared",
}
NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s*(%)?(?!\w|\.\d)")


@check(title="Numbers of the model card", effort=Effort.SMALL, measures=(Measure("agreeing_number_share", Unit.SHARE),))
def model_card_numbers(documents: Documents, reported: ReportedMetrics) -> CheckResult:
    """Return the share (0 to 1) of metrics in the model card that equal those of the project's metrics file.

    What it measures
    ----------------
    For every test metric of the reported file that the card names, the first number on the line of the name is compared
    with the reported value, rounded to the digits the card shows (percent is understood).

    Why it matters
    --------------
    A card written for an earlier model promises what the shipped one does not keep.

    How to fix
    ----------
    Write the numbers into the card from the metrics file, in the training script.

    Limits
    ------
    Whether the reported values themselves can be reproduced is another check. A table in which several metrics share
    a row of headings is not read.

    Source
    ------
    Mitchell et al., "Model Cards for Model Reporting", 2019.
    """
    cards = documents.of_kind("model_card")
    if not cards:
        return no_evidence("no document is a model card")
    card = cards[0]
    lines = [(s.body_line + i, text) for s in card.sections for i, text in enumerate(s.body.splitlines())]
    compared: list[tuple[ReportedMetric, int, str, bool]] = []
    for metric in reported.on_test():
        pattern = WRITTEN.get(metric.name)
        written = next((found for line in lines if pattern and (found := _written(pattern, line))), None)
        if written and all(metric.name != known.name for known, *_ in compared):
            compared.append((metric, *written, _equal(written[1], metric.value)))
    if not compared:
        share = Measurement("agreeing_number_share", None, Unit.SHARE, reason=f"{card.path} names no reported metric")
        return measured(measurements=[share], strength=Strength.E1)
    agreeing = sum(equal for *_, equal in compared)
    share = Measurement("agreeing_number_share", agreeing / len(compared), Unit.SHARE, n=len(compared))
    findings = [
        Finding(
            Severity.MEDIUM,
            f"The model card states {metric.name} {text}, {reported.path} reports {metric.value:.4g}.",
            Location(card.path, line),
            fix=f"Correct line {line} of {card.path}, or measure again.",
        )
        for metric, line, text, equal in compared
        if not equal
    ]
    evidence = [
        Evidence(Location(card.path, line), f"{metric.name} {text} is what {reported.path} reports.")
        for metric, line, text, equal in compared
        if equal
    ]
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)


def _written(pattern: str, line: tuple[int, str]) -> tuple[int, str] | None:
    named = re.search(pattern, line[1], re.IGNORECASE)
    number = NUMBER.search(line[1], named.end()) if named else None
    return (line[0], "".join(part for part in number.groups() if part)) if number else None


def _equal(text: str, value: float) -> bool:
    digits = len(text.rstrip("%").partition(".")[2])
    shown = value * 100 if text.endswith("%") else value
    # half a unit of the last digit shown, and a little for values that were rounded twice
    return bool(abs(float(text.rstrip("%")) - shown) <= 0.51 * 10.0**-digits)
