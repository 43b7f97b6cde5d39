"""Profiles of the data: the code that makes one on every run, and the ones kept from earlier runs."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Any

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.call_graph import Reachability
from readiness.evidence.code.code_paths import TrainingPath
from readiness.evidence.code.entry_points import Node
from readiness.evidence.code.model_calls import stores_model
from readiness.evidence.code.schedules import Schedules
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

PROFILES = re.compile(
    r"^((ydata_profiling|pandas_profiling)\.ProfileReport|whylogs\.(log|why\.log|api\.\S*log)|why\.log|"
    r"evidently\.\S*Report\(\)\.run|tensorflow_data_validation\.generate_statistics_from_\w+|sweetviz\.(analyze|compare)|"
    r"great_expectations\.\S*build_data_docs|dataprofiler\.Profiler|soda\.\S*\.execute|pydeequ\.\S*run|"
    r"deepchecks\.\S*\.run|frictionless\.describe|pandas\.\S*\.describe|polars\.\S*\.describe)$|\.build_data_docs$"
)
KEEPS = re.compile(
    r"\.(to_file|to_json|to_html|to_csv|to_parquet|save|save_html|save_json|write|write_text|write_bytes|writer|dump|"
    r"log_artifact\w*|upload\w*|put_object|write_stats_text|build_data_docs|show_html|as_dict)$|^json\.dump|^pickle\.dump"
)
COMPARES = re.compile(
    r"(DataDriftPreset|DataSummaryPreset|compare|Drift\w*|drift\w*|validate_statistics|visualize_statistics|summary_drift\w*)$"
)
FILES = ("*profil*.json", "*profil*.html", "*data_docs*.json", "*statistics*.json", "*stats*.json", "*whylogs*.bin",
         "*evidently*.json", "*data_quality*.json", "*validation*.json", "*drift*.json")  # fmt: skip
KEEPERS = ("table", "variables", "columns", "statistics", "features", "metrics", "results", "dataset", "profile")
TEXT_LIMIT = 2_000_000
MOST_FILES = 200
_DATED = re.compile(
    r"(?:^|[._])(?:created|generated|date|timestamp|run_time|run_id|analysis|time)(?:$|_|\.)", re.IGNORECASE
)
_HASH = re.compile(r"^(?:sha256:)?[0-9a-f]{32,64}$", re.IGNORECASE)
_DAY = re.compile(r"(20\d\d)-?(0[1-9]|1[0-2])-?([0-2]\d|3[01])")


@dataclass(frozen=True)
class KeptProfile:
    """A profile on record: its day, and whether it holds the digest of the data it is about."""

    path: str
    day: dt.date
    hashed: bool
    columns: int


@dataclass(frozen=True)
class ProfileRuns(Fact):
    """How profiles are made and kept.

    Attributes
    ----------
    made
        Where the training path or a timer makes a profile, and the call; None when neither does.
    kept
        Whether the same definition, or one around it, writes it to a file.
    compared
        Where the same path compares it with an earlier one.
    alone
        A profiling call that only a notebook or nothing reaches.
    history
        Profiles on record that hold a date and at least two columns, newest first, one a day and folder.
    """

    made: tuple[Location, str] | None
    kept: bool
    compared: Location | None
    alone: Location | None
    history: tuple[KeptProfile, ...]


@provides("code")
def profile_runs(
    project: Project,
    manifest: Manifest,
    training: TrainingPath | Absent,
    schedules: Schedules | Absent,
    reachability: Reachability | Absent,
) -> ProfileRuns | Absent:
    """Return how profiles are made and kept; absent when nothing makes one and none is on record."""
    made, kept, compared, alone = None, False, None, None
    if isinstance(reachability, Reachability):
        nodes = _live(training, schedules, reachability)
        calls = list(reachability.calls(nodes))
        first = next((call for call in calls if PROFILES.match(call.name)), None)
        if first is not None:
            made = Location(first.module.path, first.call.line), first.name
            around = {(call.module.path, call.call.scope) for call in calls if PROFILES.match(call.name)}
            kept = any(_keeps(call.name) for call in calls if _near(reachability, call, around))
            drift = next((call for call in calls if COMPARES.search(call.name)), None)
            compared = Location(drift.module.path, drift.call.line) if drift is not None else None
        else:
            stray = next((c for c in reachability.calls(_all(reachability)) if PROFILES.match(c.name)), None)
            alone = Location(stray.module.path, stray.call.line) if stray is not None else None
    history = _history(project, set(manifest.data.tables()))
    if made is None and alone is None and not history:
        return Absent("no run makes a profile of the data, and none is on record")
    return ProfileRuns(made, kept, compared, alone, history)


def _live(training: TrainingPath | Absent, schedules: Schedules | Absent, reach: Reachability) -> frozenset[Node]:
    found = set(training.nodes) if isinstance(training, TrainingPath) else set()
    for timer in schedules.schedules if isinstance(schedules, Schedules) else ():
        if timer.active:
            found |= reach.closure(timer.starts)
    return frozenset(found)


def _all(reach: Reachability) -> frozenset[Node]:
    return reach.reached_from("script", "scheduled", "notebook", "serve", "startup", "page")


def _keeps(name: str) -> bool:
    return bool(KEEPS.search(name)) and not stores_model(name)


def _near(reach: Reachability, call: Any, around: set[Node]) -> bool:
    """Return whether a call stands in one of these definitions or in one that calls it."""
    node = (call.module.path, call.call.scope)
    return node in around or bool(reach.edges.get(node, frozenset()) & around)


def _history(project: Project, datasets: set[str]) -> tuple[KeptProfile, ...]:
    found: dict[tuple[str, dt.date], KeptProfile] = {}
    for file in list(own_files(project, *FILES))[:MOST_FILES]:
        profile = _kept(project, file.path)
        if profile is not None:
            found.setdefault((file.path.rpartition("/")[0], profile.day), profile)
    return tuple(sorted(found.values(), key=lambda profile: (profile.day, profile.path), reverse=True))


def _kept(project: Project, path: str) -> KeptProfile | None:
    """Return a file as a profile: it names at least two columns with numbers, and holds its own date."""
    text = project.text(path, TEXT_LIMIT)
    if text is None or not path.lower().endswith(".json"):
        return None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    leaves = list(_leaves(document, "", 0))
    columns = max((len(entry) for key, entry in _tables(document, 0) if key in KEEPERS), default=0)
    day = next((day for key, value in leaves if _DATED.search(key) and (day := _day(value)) is not None), None)
    if columns < 2 or day is None:
        return None
    hashed = any(isinstance(value, str) and _HASH.match(value.strip()) for _, value in leaves)
    return KeptProfile(path, day, hashed, columns)


def _tables(node: Any, depth: int) -> Any:
    """Yield the mappings and lists under keys that hold the columns of a profile, where their entries have numbers."""
    if depth > 4 or not isinstance(node, dict):
        return
    for key, inner in node.items():
        if isinstance(inner, (dict, list)):
            entries = list(inner.values()) if isinstance(inner, dict) else inner
            if entries and all(isinstance(entry, dict) and _has_number(entry) for entry in entries):
                yield str(key), inner
            yield from _tables(inner, depth + 1)


def _has_number(entry: dict[str, Any]) -> bool:
    return any(isinstance(value, (int, float)) and not isinstance(value, bool) for value in entry.values())


def _leaves(node: Any, key: str, depth: int) -> Any:
    if depth > 4:
        return
    if isinstance(node, dict):
        for name, inner in list(node.items())[:500]:
            yield from _leaves(inner, f"{key}.{name}".lower().lstrip("."), depth + 1)
    else:
        yield key, node


def _day(value: object) -> dt.date | None:
    match = _DAY.search(value) if isinstance(value, str) else None
    try:
        return dt.date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None
