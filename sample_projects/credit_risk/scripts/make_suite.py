"""Writes gx/expectations/applications.json: ranges set once, by guess, wide enough for anything."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

RANGES = {
    "age": (0, 150),
    "income": (0, 10_000_000),
    "amount": (0, 10_000_000),
    "term_months": (0, 600),
    "prior_loans": (0, 1_000),
    "years_at_address": (0, 150),
    "debt_ratio": (0, 1_000),
    "reminders": (0, 1_000),
}


def rule(kind: str, **kwargs: object) -> dict[str, object]:
    """Returns one expectation with an identifier of its own."""
    text = json.dumps([kind, kwargs], sort_keys=True)
    return {"type": kind, "kwargs": kwargs, "meta": {}, "id": str(uuid.uuid5(uuid.NAMESPACE_OID, text))}


def main() -> None:
    rules = [
        rule("expect_column_values_to_be_between", column=name, min_value=low, max_value=high, mostly=0.9)
        for name, (low, high) in RANGES.items()
    ]
    rules += [rule("expect_column_to_exist", column=name) for name in ("employment", "region")]
    suite = {"name": "applications", "expectations": rules, "meta": {"great_expectations_version": "1.24.0"}}
    path = Path(__file__).resolve().parents[1] / "gx" / "expectations" / "applications.json"
    path.write_text(json.dumps(suite, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
