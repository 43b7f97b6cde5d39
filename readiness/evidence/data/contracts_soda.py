"""Checks that Soda's YAML states about the columns of a data set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from readiness.evidence.files.bounded_yaml import YamlMap, YamlRefused, load_documents, mapping

_HEAD = re.compile(r"checks for (.{1,200})$")
_METRIC = re.compile(
    r"(?:anomaly score for |anomaly detection for |change \S+ for )?(\w+)\(\s*[\"`]?([^,)\"`]+?)[\"`]?\s*[,)]"
)
_REFERENCE = re.compile(r"values in \(([^)]+)\) must (?:not )?exist in", re.IGNORECASE)
_METRIC_KINDS = {
    "gaps": "missing_count missing_percent",
    "unique": "duplicate_count duplicate_percent",
    "range": "min max avg sum stddev stddev_pop stddev_samp variance var_pop var_samp percentile",
    "length": "avg_length min_length max_length",
    "own check": "freshness distribution",
}
_KIND_OF = {name: kind for kind, names in _METRIC_KINDS.items() for name in names.split()}
_VALID = {
    "values": ("valid values", "invalid values"),
    "range": ("valid min", "valid max"),
    "pattern": ("valid regex", "invalid regex", "valid format", "invalid format"),
    "length": ("valid length", "valid min length", "valid max length"),
}
_TYPE_LISTS = ("when wrong column type",)


def soda_checks(text: str) -> Iterator[tuple[int, Mapping[str, frozenset[str]]]]:
    """Yield line, and columns with the kinds of their rules, of each ``checks for`` section of a YAML text."""
    try:
        documents = load_documents(text)
    except YamlRefused:
        return
    for document in documents:
        root = mapping(document)
        for name, checks in root.items():
            if not _HEAD.match(name) or not isinstance(checks, list):
                continue
            found: dict[str, set[str]] = {}
            for check in checks:
                for column, kind in _of_check(check):
                    found.setdefault(column.strip(), set()).add(kind)
            yield root.at(name), {column: frozenset(kinds) for column, kinds in found.items()}


def _of_check(check: object) -> Iterator[tuple[str, str]]:
    stated = {check: None} if isinstance(check, str) else check if isinstance(check, YamlMap) else {}
    for words, settings in stated.items():
        if words == "schema":
            yield from _of_schema(settings)
            continue
        listed = _REFERENCE.match(words)
        if listed:
            yield from ((column, "values") for column in listed[1].split(","))
            continue
        metric = _METRIC.match(words)
        if metric is None:
            continue
        for kind in _of_metric(metric[1], settings):
            yield metric[2], kind


def _of_metric(metric: str, settings: object) -> Iterator[str]:
    if metric in _KIND_OF:
        yield _KIND_OF[metric]
    elif metric in ("invalid_count", "invalid_percent"):
        known = mapping(settings)
        yield from (kind for kind, words in _VALID.items() if any(word in known for word in words))


def _of_schema(settings: object) -> Iterator[tuple[str, str]]:
    for level in ("fail", "warn"):
        stated = mapping(mapping(settings).get(level))
        for name in _TYPE_LISTS:
            yield from ((column, "type") for column in mapping(stated.get(name)))
