"""The text of a proposed manifest: what was declared or guessed, each guess with its reason."""

from __future__ import annotations

import json
import re

from readiness.evidence.declared.manifest import Manifest, TableSource

PLAIN = re.compile(r"[A-Za-z_][\w./ -]*")
RESERVED = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n", "~"})
OPEN_QUESTIONS = {
    "": (
        ("task", "binary-classification, multiclass-classification, regression or ranking"),
        ("serving", "online, batch, serverless, managed, edge or embedded"),
        ("platform", "kubernetes, vm, cloud-managed or none"),
    ),
    "data": (
        ("train", "the training table"),
        ("test", "a held-out table that training never reads"),
        ("production", "recent serving inputs, labelled or not"),
        ("target", "the column to predict"),
        ("positive", "the label value of the positive class"),
        ("id", "the column that identifies a row"),
        ("group", "the column whose rows belong together"),
        ("time", "the column that orders the rows"),
        ("sensitive", "columns by which groups of people are compared"),
    ),
    "model": (("path", "the shipped model"), ("metrics", "the file of reported metrics")),
}


def proposed_manifest(manifest: Manifest) -> str:
    """Return YAML text for ``readiness.yaml``: known values, guesses with reasons, and open keys as comments."""
    lines = ["version: 1", f"name: {scalar(manifest.name)}"]
    lines += [_line(manifest, "", key, meaning) for key, meaning in OPEN_QUESTIONS[""]]
    lines += [f"risk_tier: {manifest.risk_tier}  # critical, standard or experimental"]
    lines += ["# people:"]
    lines += ["#   decisions:  # does it decide about people? true or false"]
    lines += ["#   personal_data:  # none, personal or special-category"]
    for section in ("data", "model"):
        lines += _section(section, [_line(manifest, section, key, meaning) for key, meaning in OPEN_QUESTIONS[section]])
    lines += ["# targets:  # what good enough means, set by the owner", '#   roc_auc: ">= 0.75"']
    return "\n".join(lines) + "\n"


def _section(name: str, lines: list[str]) -> list[str]:
    if all(line.startswith("#") for line in lines):
        return [f"# {name}:", *(line.replace("# ", "#   ", 1) for line in lines)]
    return [f"{name}:", *(f"  {line}" for line in lines)]


def _line(manifest: Manifest, section: str, key: str, meaning: str) -> str:
    part = {"data": manifest.data, "model": manifest.model}.get(section, manifest)
    value = getattr(part, key)
    if isinstance(value, TableSource):
        value = value.path
    if value in (None, ()):
        return f"# {key}:  # {meaning}"
    dotted = f"{section}.{key}" if section else key
    reason = next((guess.reason for guess in manifest.guesses if guess.key == dotted), "")
    shown = f"[{', '.join(scalar(item) for item in value)}]" if isinstance(value, tuple) else scalar(value)
    # A reason may quote a name from the project, and a name may hold a line break.
    return f"{key}: {shown}" + (f"  # {' '.join(reason.split())}" if reason else "")


def scalar(value: object) -> str:
    """Return one value as YAML: plain where that is unmistakable, else quoted."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = str(value)
    plain = PLAIN.fullmatch(text) and text == text.strip() and text.lower() not in RESERVED
    return text if plain else json.dumps(text)
