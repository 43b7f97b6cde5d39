"""From check results to the machine's verdict on a practice, by the rubric's lines.

Thresholds come from the rubric and from the manifest's targets and limits; no check holds one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from readiness.domain.check import CheckResult, Outcome, Strength
from readiness.domain.measure import Measurement
from readiness.domain.rubric import CheckLine, Practice, Threshold
from readiness.domain.scorecard import CREDIT, WAITING, LineVerdict, Span, Status, Unknown
from readiness.evidence.declared.conditions import applies, profile
from readiness.evidence.declared.manifest import Domain, Manifest

# Worst first: a practice takes the worst of its lines.
_ORDER = (Status.FAIL, Status.UNKNOWN, Status.PARTIAL, Status.PASS, Status.NOT_APPLICABLE)
_TARGET = re.compile(r"^\s*(>=|<=|>|<)\s*([0-9.eE+-]+)\s*$")
_NOWHERE = Domain("unknown", "it is not declared where this lives")


@dataclass(frozen=True)
class MachineVerdict:
    """What the machine says of a practice before any signature."""

    status: Status
    credit: Span
    strength: Strength
    reason: str
    unknown: Unknown | None
    lines: tuple[LineVerdict, ...]


def judge(
    practice: Practice, results: Mapping[str, CheckResult], manifest: Manifest, places: Mapping[str, Domain]
) -> MachineVerdict:
    """Return the worst verdict of the practice's lines, held back to partial where the evidence is too weak.

    Parameters
    ----------
    results
        Check results by check id; a check that was not run is missing.
    places
        Where each domain of the project lives.
    """
    if not practice.lines:
        return _unknown(Unknown.NO_CHECK, "no check yet", ())
    place = places.get(practice.domain, _NOWHERE)
    lines = tuple(_line(line, results.get(line.check), manifest, place) for line in practice.lines)
    applicable = [line for line in lines if line.status is not Status.NOT_APPLICABLE]
    if not applicable:
        if practice.anchor:
            return _unknown(Unknown.NO_CHECK, "no check yet for this kind of project", lines)
        return MachineVerdict(Status.NOT_APPLICABLE, Span(0, 0), Strength.E0, lines[0].reason, None, lines)
    worst = min(applicable, key=lambda line: _ORDER.index(line.status))
    weakest = min((line.strength for line in applicable), key=lambda strength: strength.rank)
    wanted = practice.min_strength or Strength.E0
    if worst.status is Status.PASS and weakest.rank < wanted.rank:
        reason = f"shown as {weakest.value}, {wanted.value} is needed"
        return MachineVerdict(Status.PARTIAL, WAITING, weakest, reason, None, lines)
    waiting = all(line.waiting for line in applicable if line.status is Status.PARTIAL)
    credit = WAITING if worst.status is Status.PARTIAL and waiting else CREDIT[worst.status]
    return MachineVerdict(worst.status, credit, weakest, worst.reason, worst.unknown, lines)


def _unknown(kind: Unknown, reason: str, lines: tuple[LineVerdict, ...]) -> MachineVerdict:
    return MachineVerdict(Status.UNKNOWN, CREDIT[Status.UNKNOWN], Strength.E0, reason, kind, lines)


def _line(line: CheckLine, result: CheckResult | None, manifest: Manifest, place: Domain) -> LineVerdict:
    outside = _outside(line, manifest)
    if outside:
        return LineVerdict(line.check, Status.NOT_APPLICABLE, Strength.E0, outside)
    verdict = _strict(line, result, manifest, place)
    if line.at_worst_partial and verdict.status in (Status.FAIL, Status.UNKNOWN):
        return replace(verdict, status=Status.PARTIAL, unknown=None, waiting=verdict.status is Status.UNKNOWN)
    return verdict


def _outside(line: CheckLine, manifest: Manifest) -> str:
    """Return why a line does not count for this project, or empty."""
    known = profile(manifest)
    if line.when is not None and applies(line.when, known) is not True:
        return f"counts when {line.when}"
    if line.unless is not None and applies(line.unless, known) is True:
        return f"counts unless {line.unless}"
    return ""


def _strict(line: CheckLine, result: CheckResult | None, manifest: Manifest, place: Domain) -> LineVerdict:
    if result is None:
        return LineVerdict(line.check, Status.UNKNOWN, Strength.E0, "this check was not run", Unknown.NOT_RUN)
    if result.outcome is Outcome.MEASURED:
        status, reason, unknown = _measured(line, result, manifest)
        return LineVerdict(line.check, status, result.strength, reason, unknown)
    status, unknown = _unmeasured(result, place)
    reason = result.reason
    if unknown in (Unknown.ELSEWHERE, Unknown.UNDECLARED):
        reason = f"{reason}; {place.reason}" if reason else place.reason
    return LineVerdict(line.check, status, Strength.E0, reason, unknown)


def _unmeasured(result: CheckResult, place: Domain) -> tuple[Status, Unknown | None]:
    if result.outcome is Outcome.NOT_APPLICABLE:
        return Status.NOT_APPLICABLE, None
    if result.outcome is Outcome.ERROR:
        return Status.UNKNOWN, Unknown.ERROR
    if result.outcome is Outcome.BLOCKED:
        return (Status.FAIL, None) if result.own_fault else (Status.UNKNOWN, Unknown.BLOCKED)
    if place.place == "in-folder":
        return Status.FAIL, None
    return Status.UNKNOWN, Unknown.ELSEWHERE if place.place == "elsewhere" else Unknown.UNDECLARED


Verdict = tuple[Status, str, "Unknown | None"]


def _measured(line: CheckLine, result: CheckResult, manifest: Manifest) -> Verdict:
    if line.passes is None:
        if result.holds is None:
            return Status.UNKNOWN, result.reason or "cannot be told from what is here", Unknown.STRADDLES
        return (Status.PASS if result.holds else Status.FAIL), result.reason or _shown_by(result), None
    if line.passes.declared == "target":
        return _targets(line, result, manifest)
    passes, partial = _resolved(line.passes, manifest), line.partial and _resolved(line.partial, manifest)
    chosen = [m for m in result.measurements if m.name == line.measure and line.dataset in (None, m.dataset)]
    if not chosen:
        return Status.UNKNOWN, result.reason or f"{line.measure} was not measured", Unknown.TOO_FEW
    return _worst(chosen, passes, partial)


def _shown_by(result: CheckResult) -> str:
    """Return the first finding or evidence in words, for a stated fact that gives no reason."""
    if result.holds:
        return next((evidence.why for evidence in result.evidence), "")
    return next((finding.message for finding in result.findings), "")


def _worst(chosen: list[Measurement], passes: Threshold, partial: Threshold | None) -> Verdict:
    """Return the worst verdict of several numbers; among equals that of the number nearest the bound."""
    judged = [(_judged(m, passes, partial), passes.margin(m.value if m.low is None else m.low, m.high)) for m in chosen]
    status, reason, unknown = min(judged, key=lambda pair: (_ORDER.index(pair[0][0]), pair[1]))[0]
    if len(chosen) > 1:
        alike = sum(verdict[0] is status for verdict, _ in judged)
        reason += f"; {alike} of {len(chosen)} values read {status.value}"
    return status, reason, unknown


def _targets(line: CheckLine, result: CheckResult, manifest: Manifest) -> Verdict:
    """Judge each declared target by the measurements of its name; none declared is unknown, never a silent default."""
    verdicts = []
    for name, text in manifest.targets.items():
        match = _TARGET.match(text)
        named = [m for m in result.measurements if m.name == name and line.measure in (None, name)]
        chosen = [measurement for measurement in named if line.dataset in (None, measurement.dataset)]
        if match and chosen:
            threshold = Threshold(match[1], float(match[2]))
            verdicts.append(_worst(chosen, threshold, None))
    if not verdicts and line.only_if_declared:
        return Status.NOT_APPLICABLE, "no target is declared for it", None
    if not verdicts:
        return Status.UNKNOWN, "no target is declared in readiness.yaml; the owner sets it", Unknown.NO_TARGET
    return min(verdicts, key=lambda verdict: _ORDER.index(verdict[0]))


def _resolved(threshold: Threshold, manifest: Manifest) -> Threshold:
    if threshold.declared is None:
        return threshold
    return Threshold(threshold.operator, manifest.data.limits[threshold.declared.removeprefix("limits.")])


def _judged(measurement: Measurement, passes: Threshold, partial: Threshold | None) -> Verdict:
    """Judge one number by its whole interval: inside passes, outside fails, across is unknown."""
    of = [part for part in (measurement.column, measurement.attribute, measurement.group) if part is not None]
    what = measurement.name.replace("_", " ") + (f" of {', '.join(of)}" if of else "")
    if measurement.value is None:
        return Status.UNKNOWN, f"{what}: {measurement.reason or 'too few rows'}", Unknown.TOO_FEW
    low = measurement.value if measurement.low is None else measurement.low
    high = measurement.value if measurement.high is None else measurement.high
    inside = [threshold.holds(low) and threshold.holds(high) for threshold in (passes, partial or passes)]
    outside = [not threshold.holds(low) and not threshold.holds(high) for threshold in (passes, partial or passes)]
    shown = what
    if not measurement.volatile:  # a number that differs between runs must not reach the assessment's digest
        shown += f" {measurement.value:.4g}" + (f" ({low:.4g} to {high:.4g})" if low != high else "")
    if inside[0]:
        return Status.PASS, f"{shown} meets {passes}", None
    if partial is not None and outside[0] and inside[1]:
        return Status.PARTIAL, f"{shown} meets {partial}, not {passes}", None
    if outside[0] and outside[1]:
        return Status.FAIL, f"{shown} misses {passes}", None
    return Status.UNKNOWN, f"{shown} crosses {passes}", Unknown.STRADDLES
