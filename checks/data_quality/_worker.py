"""Rules that Great Expectations itself judges, beside the table that was handed in; runs in the locked worker only."""

from __future__ import annotations

import logging
import os
import warnings
from typing import Any

from checks.data_quality._suite_engine import ENGINE_TYPES

OBSERVED_LETTERS = 200


def handed_in(shelf: dict[str, Any], table: Any, name: str) -> int:
    """The number of rows now held under the name, ready for rules; analytics are off and nothing is logged."""
    logging.disable(logging.CRITICAL)
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if "definition" not in shelf:
            shelf["definition"] = _definition()
        shelf["batches"] = {**shelf.get("batches", {}), name: shelf["definition"].get_batch({"dataframe": table})}
    return len(table)


def judged(shelf: dict[str, Any], name: str, kind: str, kwargs: dict[str, Any]) -> dict[str, Any]:
    """The outcome of one rule on the rows held under the name.

    The class is looked up among those that Great Expectations ships, and only for a listed type; nothing of a project
    names a class, a plugin or a context. The outcome has ``reason`` (empty when judged), ``success``, ``observed``,
    ``cells`` and ``unexpected``.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _outcome(shelf["batches"][name], kind, kwargs)


def _definition() -> Any:
    """The definition of a whole frame in a context that lives in memory only."""
    import great_expectations as gx

    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = None
    asset = context.data_sources.add_pandas("handed_in").add_dataframe_asset("table")
    return asset.add_batch_definition_whole_dataframe("whole")


def _outcome(batch: Any, kind: str, kwargs: dict[str, Any]) -> dict[str, Any]:
    if kind not in ENGINE_TYPES:
        return {"reason": f"type: {kind}"}
    from great_expectations.expectations import core

    try:
        rule = getattr(core, ENGINE_TYPES[kind][0])(**kwargs)
    except Exception as error:
        return {"reason": f"arguments: {type(error).__name__}"}
    try:
        answer = batch.validate(rule, result_format="BASIC").to_json_dict()
    except Exception as error:
        return {"reason": f"Great Expectations could not judge it ({type(error).__name__})"}
    return _read(answer)


def _read(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer of Great Expectations as an outcome; one that it caught an exception in is no verdict."""
    caught = answer.get("exception_info") or {}
    entries = [caught] if "raised_exception" in caught else list(caught.values())
    raised = [entry for entry in entries if isinstance(entry, dict) and entry.get("raised_exception")]
    if raised:
        return {"reason": f"Great Expectations could not judge it ({_kind_of(raised[0])})"}
    found = answer.get("result") or {}
    return {
        "reason": "",
        "success": answer.get("success") is True,
        "observed": _plain(found.get("observed_value")),
        "cells": _considered(found),
        "unexpected": found.get("unexpected_count"),
    }


def _kind_of(caught: dict[str, Any]) -> str:
    """The class of a caught exception; its message is left out, because it may hold values of the table."""
    last = str(caught.get("exception_traceback") or "").strip().rpartition("\n")[2]
    name = last.partition(":")[0].rpartition(".")[2]
    return name if name.isidentifier() else "an exception"


def _considered(found: dict[str, Any]) -> int | None:
    """Cells or rows that the rule spoke of: missing ones are left out, as the compiled rules do."""
    count = found.get("element_count")
    if not isinstance(count, int) or not isinstance(found.get("unexpected_count"), int):
        return None
    return count - int(found.get("missing_count") or 0)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    return str(value)[:OBSERVED_LETTERS]
