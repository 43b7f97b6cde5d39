"""Mitigation of gaps on the training or serving path, and recorded figures from before and after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.code_paths import ServingPath, TrainingPath
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project
from readiness.evidence.files.yaml_lines import Written, YamlUnreadable, read_yaml

CALLS = re.compile(
    r"^fairlearn\.(reductions\.(ExponentiatedGradient|GridSearch)|postprocessing\.ThresholdOptimizer"
    r"|preprocessing\.CorrelationRemover|adversarial\.Adversarial\w+)(\(\)\.(fit|fit_transform|transform|predict))$"
    r"|^aif360\.(sklearn|algorithms)\.\w.*\.(fit|fit_transform|transform|fit_predict)$"
    r"|(^|\.)(reweigh\w*|reweight_groups|group_weights|fair_weights|group_thresholds?|equali[sz]e_odds)$"
)
GAPS = ("demographic_parity_difference", "demographic_parity_ratio", "equal_opportunity_difference",
        "equalized_odds_difference")  # fmt: skip
FILES = tuple(
    f"*{word}*.{end}" for word in ("fairness", "mitigation", "bias", "metrics") for end in ("json", "yaml", "yml")
)
MOST_FILES = 30
TEXT_LIMIT = 300_000


@dataclass(frozen=True)
class BeforeAfter:
    """One gap before and after the mitigation, as a file of the project records it."""

    gap: str
    before: float
    after: float
    location: Location


@dataclass(frozen=True)
class Mitigation(Fact):
    """Calls that mitigate, by name and place, and the recorded figures."""

    calls: tuple[tuple[str, Location], ...]
    records: tuple[BeforeAfter, ...]


@provides("fairness")
def mitigation(project: Project, training: TrainingPath | Absent, serving: ServingPath | Absent) -> Mitigation | Absent:
    """Return mitigation that runs and its recorded figures; absent when neither is there."""
    reached = [*training.calls] if isinstance(training, TrainingPath) else []
    reached += serving.calls if isinstance(serving, ServingPath) else ()
    calls = dict.fromkeys(
        (call.call.written or call.name, Location(call.module.path, call.call.line))
        for call in reached
        if CALLS.search(call.name)
    )
    records = [r for file in list(own_files(project, *FILES))[:MOST_FILES] for r in _records(project, file.path)]
    if not calls and not records:
        return Absent("no mitigation on the training or serving path, and no figures from before and after one")
    return Mitigation(tuple(calls), tuple(records))


def _records(project: Project, path: str) -> Iterator[BeforeAfter]:
    try:
        document = read_yaml((project.text(path, TEXT_LIMIT) or "").replace("\t", " "))
    except YamlUnreadable:
        return
    values = {key: (value, line) for key, value, line in _numbers(document, "", 0)} if document is not None else {}
    for key, (value, line) in values.items():
        if "before" not in key:
            continue
        gap = next((name for name in GAPS if name in key), "")
        after = values.get(key.replace("before", "after"))
        if gap and after is not None:
            yield BeforeAfter(gap, value, after[0], Location(path, line))


def _numbers(written: Written, key: str, depth: int) -> Iterator[tuple[str, float, int]]:
    if isinstance(written.value, dict) and depth < 6:
        for name, inner in written.value.items():
            yield from _numbers(inner, f"{key}.{name}".lower().strip("."), depth + 1)
    elif isinstance(written.value, (int, float)) and not isinstance(written.value, bool):
        yield key, float(written.value), written.line
