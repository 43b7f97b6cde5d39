"""Every compiled type gives Great Expectations' own verdict, count and observed value on random tables."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from readiness.evidence.data.expectations import Expectation
from readiness.evidence.data.expectations_results import evaluate
from readiness.evidence.data.expectations_types import COMPILED

KINDS = {
    "num": "number", "int": "integer", "other": "integer", "txt": "text", "day": "datetime", "ok": "boolean",
    "id": "integer",
}  # fmt: skip
SEEDS = range(4)


def frame(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 400))
    number = rng.normal(10, 3, n).round(2)
    number[rng.random(n) < 0.1] = np.nan
    text = rng.choice(["red", "green", "blue", "Green ", "x1"], n).astype(object)
    text[rng.random(n) < 0.1] = None
    day = pd.Timestamp("2024-01-01T06:00") + pd.to_timedelta(rng.integers(0, 300, n), unit="D")
    return pd.DataFrame(
        {
            "num": number,
            "int": rng.integers(0, 20, n),
            "other": rng.integers(0, 20, n),
            "txt": text,
            "day": day.astype("datetime64[ns]"),
            "ok": rng.random(n) < 0.5,
            "id": np.arange(n),
        }
    )


def rules(seed: int, rows: int) -> Iterator[tuple[str, dict[str, Any]]]:
    rng = np.random.default_rng(seed + 100)
    mostly = float(rng.choice([0.5, 0.8, 0.9, 0.95, 1.0]))
    low, high = sorted(rng.normal(10, 6, 2).round(1).tolist())
    few = int(rng.integers(0, 15))
    column, number = str(rng.choice(["num", "int", "txt", "ok", "id"])), str(rng.choice(["num", "int"]))
    colours = ["red", "green", "blue", "x1", "Green ", "zz"]
    words = [str(word) for word in rng.choice(colours, int(rng.integers(1, 6)), replace=False)]
    numbers = rng.integers(0, 20, int(rng.integers(1, 19))).tolist()
    strict = {"strict_min": bool(rng.integers(2)), "strict_max": bool(rng.integers(2))}
    regex = str(rng.choice(["^[a-z]+$", "e{2}", "\\d", "^g|^b", "(?i)green"]))
    between = {"min_value": low, "max_value": high}
    cell = "expect_column_values_to_"
    yield f"{cell}not_be_null", {"column": column, "mostly": mostly}
    yield f"{cell}not_be_null", {"column": "nowhere"}
    yield f"{cell}be_null", {"column": column, "mostly": round(1.05 - mostly, 2)}
    yield f"{cell}be_unique", {"column": column, "mostly": mostly}
    yield f"{cell}be_unique", {"column": "id"}
    yield "expect_compound_columns_to_be_unique", {"column_list": ["int", "other"], "mostly": mostly}
    yield "expect_compound_columns_to_be_unique", {"column_list": ["num", "txt"], "mostly": mostly}
    yield f"{cell}be_between", {"column": number, "mostly": mostly, **strict, **between}
    yield f"{cell}be_between", {"column": number, "mostly": mostly, "min_value": low}
    yield f"{cell}be_between", {"column": "day", "mostly": mostly, "min_value": "2024-02-01T01:00"}
    yield f"{cell}be_in_set", {"column": "txt", "value_set": words, "mostly": mostly}
    yield f"{cell}be_in_set", {"column": "int", "value_set": numbers, "mostly": mostly}
    yield f"{cell}be_in_set", {"column": "ok", "value_set": [True], "mostly": mostly}
    yield f"{cell}not_be_in_set", {"column": "txt", "value_set": words, "mostly": mostly}
    yield f"{cell}match_regex", {"column": "txt", "regex": regex, "mostly": mostly}
    yield f"{cell}match_regex", {"column": "int", "regex": "^1", "mostly": mostly}
    yield f"{cell}not_match_regex", {"column": "txt", "regex": regex, "mostly": mostly}
    lengths = {"min_value": int(rng.integers(1, 5)), "max_value": int(rng.integers(4, 7))}
    yield "expect_column_value_lengths_to_be_between", {"column": "txt", "mostly": mostly, **lengths}
    yield "expect_column_value_lengths_to_equal", {"column": "txt", "value": few % 6, "mostly": mostly}
    for name in ("int64", "float64", "bool", "str"):
        yield f"{cell}be_of_type", {"column": number, "type_": name}
    yield f"{cell}be_in_type_list", {"column": "int", "type_list": ["int64", "int32"]}
    for name, factor in (("min", 1), ("max", 1), ("mean", 1), ("median", 1), ("sum", rows), ("stdev", 0.3)):
        bounds = {"min_value": low * factor, "max_value": high * factor}
        yield f"expect_column_{name}_to_be_between", {"column": number, **bounds, **strict}
    ranges = {"quantiles": [0.05, 0.25, 0.5, 0.9], "value_ranges": [[None, low], [low, high], [low, None], [0, high]]}
    yield "expect_column_quantile_values_to_be_between", {"column": number, "quantile_ranges": ranges}
    yield "expect_column_unique_value_count_to_be_between", {"column": column, "min_value": few, "max_value": few + 30}
    yield "expect_column_proportion_of_unique_values_to_be_between", {"column": column, "max_value": mostly}
    yield "expect_column_proportion_of_non_null_values_to_be_between", {"column": column, "min_value": mostly}
    for name in ("be_in", "contain", "equal"):
        yield f"expect_column_distinct_values_to_{name}_set", {"column": "txt", "value_set": words}
        yield f"expect_column_distinct_values_to_{name}_set", {"column": "int", "value_set": list(range(15 + few % 8))}
    yield "expect_column_most_common_value_to_be_in_set", {"column": "txt", "value_set": words, "ties_okay": True}
    yield "expect_column_most_common_value_to_be_in_set", {"column": "int", "value_set": numbers}
    pair = {"column_A": "num", "column_B": "other", "mostly": mostly}
    yield "expect_column_pair_values_a_to_be_greater_than_b", {**pair, "column_A": "int", "or_equal": True}
    yield "expect_column_pair_values_a_to_be_greater_than_b", {**pair, "ignore_row_if": "either_value_is_missing"}
    yield "expect_column_pair_values_to_be_equal", {"column_A": "int", "column_B": "other", "mostly": 0.02}
    yield "expect_column_to_exist", {"column": str(rng.choice(["num", "nowhere"]))}
    yield "expect_table_columns_to_match_set", {"column_set": list(KINDS)[: 5 + few % 3], "exact_match": few % 2 == 0}
    yield "expect_table_columns_to_match_ordered_list", {"column_list": list(KINDS)}
    yield "expect_table_column_count_to_be_between", {"min_value": 5, "max_value": 5 + few % 4}
    yield "expect_table_column_count_to_equal", {"value": 6 + few % 2}
    yield "expect_table_row_count_to_be_between", {"min_value": int(rng.integers(1, 200)), "max_value": 300}
    yield "expect_table_row_count_to_equal", {"value": rows + few % 2}
    condition = {"row_condition": 'col("int") > 5', "condition_parser": "great_expectations"}
    yield f"{cell}be_between", {"column": "num", "mostly": mostly, **between, **condition}
    condition = {"row_condition": 'int > 5 and txt != "red"', "condition_parser": "pandas"}
    yield f"{cell}not_be_null", {"column": "num", "mostly": mostly, **condition}
    yield "expect_column_mean_to_be_between", {"column": "int", **between, **condition}


@pytest.fixture(scope="module")
def great_expectations() -> Any:
    """Return a function from a frame and a rule to the result of Great Expectations as a dictionary."""
    before = os.environ.get("GX_ANALYTICS_ENABLED")
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.expectations.registry import get_expectation_impl

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = None
    asset = context.data_sources.add_pandas("tables").add_dataframe_asset("frame")
    definition = asset.add_batch_definition_whole_dataframe("whole")

    def validate(table: pd.DataFrame, kind: str, kwargs: dict[str, Any]) -> dict[str, Any]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            batch = definition.get_batch({"dataframe": table})
            return dict(batch.validate(get_expectation_impl(kind)(**kwargs)).to_json_dict())

    yield validate
    if before is None:
        del os.environ["GX_ANALYTICS_ENABLED"]
    else:
        os.environ["GX_ANALYTICS_ENABLED"] = before


def test_the_rules_below_name_every_compiled_type() -> None:
    assert {kind for kind, _ in rules(0, 10)} == set(COMPILED)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_same_verdict_count_and_observed_value(seed: int, great_expectations: Any) -> None:
    import ibis

    table = frame(seed)
    written = list(rules(seed, len(table)))
    con = ibis.duckdb.connect()
    con.con.register("incoming", pa.Table.from_pandas(table, preserve_index=False))
    con.con.execute("CREATE TABLE t AS SELECT * FROM incoming")

    def fetch(expression: Any) -> list[dict[str, Any]]:
        cursor = con.con.execute(str(con.compile(expression)))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    ours = evaluate([Expectation(kind, kwargs) for kind, kwargs in written], con.table("t"), KINDS, fetch)
    for (kind, kwargs), mine in zip(written, ours, strict=True):
        theirs = great_expectations(table, kind, kwargs)
        assert mine.success == theirs["success"], (kind, kwargs, mine, theirs)
        result = theirs["result"]
        if "unexpected_count" in result and "element_count" in result:
            assert (mine.unexpected or 0) == result["unexpected_count"], (kind, kwargs, mine, result)
        observed = result.get("observed_value")
        if isinstance(observed, (int, float)) and not isinstance(observed, bool):
            assert math.isclose(mine.observed, observed, rel_tol=1e-9), (kind, kwargs, mine, result)
        if "quantile" in kind:
            assert mine.observed == pytest.approx(observed["values"]), (kind, kwargs)
