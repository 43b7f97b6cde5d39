"""Whether a practice applies to this project: a small language over the declared profile."""

from __future__ import annotations

import re
from collections.abc import Mapping

from readiness.evidence.declared.manifest import Manifest

Profile = Mapping[str, str | bool | None]
_CLAUSE = re.compile(
    r"""^(?P<key>[a-z_.]+)\s+
    (?:(?P<operator>==|!=)\s+(?P<value>[\w-]+)
      |in\s+\[(?P<values>[^\]]*)\]
      |is\s+(?P<state>declared))$""",
    re.VERBOSE,
)


def profile(manifest: Manifest) -> dict[str, str | bool | None]:
    """Return the profile keys a practice may depend on; None where the owner did not say."""
    return {
        "serving": manifest.serving,
        "platform": manifest.platform,
        "risk_tier": manifest.risk_tier,
        "people.decisions": manifest.people.decisions,
        "people.personal_data": manifest.people.personal_data,
        "data.time": manifest.data.time,
    }


def applies(expression: str | None, known: Profile) -> bool | None:
    """Return whether the practice applies, or None when the profile does not say.

    Clauses are ``key == value``, ``key != value``, ``key in [a, b]`` and ``key is declared``, joined by ``and``.

    Raises
    ------
    ValueError
        The expression is not of this language, or names an unknown key.
    """
    if expression is None:
        return True
    verdicts = [_clause(clause.strip(), known) for clause in expression.split(" and ")]
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _clause(clause: str, known: Profile) -> bool | None:
    match = _CLAUSE.match(clause)
    if match is None or match["key"] not in known:
        raise ValueError(f"cannot read the condition {clause!r}")
    value = known[match["key"]]
    if match["state"]:
        return value is not None
    if value is None:
        return None
    text = str(value).lower()
    if match["values"] is not None:
        return text in [item.strip() for item in match["values"].split(",")]
    return (text == match["value"]) is (match["operator"] == "==")


def variant(variants: Mapping[str, str], known: Profile) -> str | None:
    """Return the wording of a practice's variant that fits the profile, or None for the usual one.

    A variant's key is a serving strategy or a condition.
    """
    for key, wording in variants.items():
        condition = key if " " in key else f"serving == {key}"
        if applies(condition, known):
            return wording
    return None
