"""Reasons of the engine and messages of checks as sentences that a reader understands without the rubric."""

from __future__ import annotations

import re
from collections.abc import Mapping

from readiness.domain.assessment import PracticeRecord
from readiness.report import words

_NUMBER = r"-?(?:[\d.]+(?:e[+-]?\d+)?|inf|nan)"
# As the engine writes a judged number: what, its value and interval, how it stands to the bound, how many alike.
_JUDGED = re.compile(
    rf"^(?P<what>.+?)(?: (?P<value>{_NUMBER})(?: \((?P<low>{_NUMBER}) to (?P<high>{_NUMBER})\))?)?"
    rf" (?P<verb>meets|misses|crosses) (?P<sign>[<>]=?|==) (?P<bound>{_NUMBER})"
    rf"(?:, not (?P<full_sign>[<>]=?|==) (?P<full_bound>{_NUMBER}))?"
    r"(?:; (?P<alike>\d+) of (?P<all>\d+) values read (?P<status>pass|partial|fail|unknown))?$"
)
_STRENGTH = re.compile(r"^shown as (E\d), (E\d) is needed$")
_OPEN = re.compile(r"^not declared whether it applies: (.+)$")
_EXCLUDED = re.compile(r"^applies when (.+)$")
_PLACE = re.compile(r"(?:^|; )no file of the domain (\w+) in the folder, and domains\.\w+ is not declared$")
_SIGNS = re.compile(r"(?<![`\"'\w])([<>])= ?(?=-?[\d.])")
_PERCENT = re.compile(r"(?<=\d)%(?=[\s.,;:)\]]|$)")
# A path, an identifier or something quoted keeps its first letter.
_NAME = re.compile(r"[_/.`'0-9]")
_ASKED: Mapping[str, tuple[str, str]] = {
    ">=": ("at least ", "needed"),
    ">": ("more than ", "needed"),
    "==": ("exactly ", "needed"),
    "<=": ("at most ", "allowed"),
    "<": ("less than ", "allowed"),
}
_ALIKE: Mapping[str, tuple[str, str]] = {
    "pass": ("passes", "pass"),
    "fail": ("fails", "fail"),
    "partial": ("is partial", "are partial"),
    "unknown": ("is unknown", "are unknown"),
}
_CONSENT = "loaded only with your consent"


def sentence(text: str, name: str | None = None) -> str:
    """Return a text as a sentence: first letter large unless it begins with a name, a full stop at the end.

    ``name`` is a column that the text may begin with: it is written as it is.
    """
    text = signs(text.strip())
    if not text:
        return ""
    named = _NAME.search(text.split(" ", 1)[0].rstrip(".,:;")) is not None or bool(name and text.startswith(name))
    return (text[0] if named else text[0].upper()) + text[1:] + ("" if text.endswith((".", "?")) else ".")


def signs(text: str) -> str:
    """Return a text with ≥ and ≤ where a bound is said in prose and a space before %; quoted code stays."""
    spaced = "".join(
        part if index % 2 else _PERCENT.sub(" %", part) for index, part in enumerate(re.split(r"(`[^`]*`)", text))
    )
    return _SIGNS.sub(lambda match: "≥ " if match[1] == ">" else "≤ ", spaced)


def told(reason: str) -> str:
    """Return a reason of the engine in words: value, interval and what is asked for, or when a practice applies."""
    if (match := _JUDGED.match(reason)) is not None:
        return _judged(match)
    if (match := _STRENGTH.match(reason)) is not None:
        return f"The evidence is {words.STRENGTH[match[1]]}; {words.STRENGTH[match[2]]} is needed"
    if (match := _OPEN.match(reason)) is not None:
        return f"Not known whether this applies: it does when {condition(match[1])}"
    if (match := _EXCLUDED.match(reason)) is not None:
        return f"Does not apply here: it does when {condition(match[1])}"
    if (match := _PLACE.search(reason)) is not None:
        before = reason[: match.start()]
        place = (
            f"The folder holds no file of the domain {match[1]}, and readiness.yaml does not say whether it is kept "
            f"elsewhere (domains.{match[1]})"
        )
        return f"{sentence(before)} {place}" if before else place
    return reason


def _judged(match: re.Match[str]) -> str:
    what = " ".join("AUC" if word == "auc" else word for word in match["what"].replace(" p95 ms", " p95 in ms").split())
    share = re.search(r"\bshare\b", what) is not None
    passes = _asked(match["sign"], match["bound"], share)
    value = f": {_shown(match['value'], share)}" if match["value"] else ""
    if match["low"]:
        value += f" ({_shown(match['low'], share)} to {_shown(match['high'], share)})"
    asked = passes
    if match["full_sign"]:
        full = _asked(match["full_sign"], match["full_bound"], share)
        asked = f"{full} for a pass, {passes} for a part of it"
    said = f"{what}{value}; {asked}" if value else f"{what}: {asked}"
    if match["verb"] == "crosses":
        said += ", and the interval crosses that"
    elif not value:
        said += ", and that holds" if match["verb"] == "meets" else ", and that does not hold"
    return said + _alike(match)


def _asked(sign: str, bound: str, share: bool) -> str:
    before, after = _ASKED[sign]
    if sign == "<=" and float(bound) == 0:
        return "none is allowed"
    whole = share and sign == ">=" and float(bound) == 1
    return f"{'' if whole else before}{_shown(bound, share)} is {after}"


def _shown(number: str, share: bool) -> str:
    return f"{float(number) * 100:.4g} %" if share else number


def _alike(match: re.Match[str]) -> str:
    if not match["all"]:
        return ""
    one, many = _ALIKE[match["status"]]
    if match["alike"] == match["all"]:
        return f"; all {match['all']} values {many}"
    return f"; {match['alike']} of {match['all']} values {one if match['alike'] == '1' else many}"


def condition(text: str) -> str:
    """Return when a practice applies, in words: ``serving in [online, batch]`` reads "serving is online or batch"."""
    text = text.replace("fairness_gap_found == true", "a fairness gap was found")
    text = re.sub(r" in \[([^\]]+)\]", lambda match: f" is {_either(match[1])}", text)
    return text.replace(" == ", " is ").replace(" != ", " is not ")


def _either(names: str) -> str:
    *first, last = (name.strip() for name in names.split(","))
    return f"{', '.join(first)} or {last}" if first else last


def unknown_kind(practice: PracticeRecord) -> str:
    """Return why a practice is unknown, as a key of ``words.UNKNOWN``; a model not loaded is one cause for many."""
    return "consent" if _CONSENT in practice.reason else practice.unknown or "no_check"
