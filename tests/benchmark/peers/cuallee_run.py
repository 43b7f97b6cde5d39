"""cuallee on Polars: some two hundred rules on the train table, reading included."""

# ruff: noqa: T201

import sys

import polars as pl
from cuallee import Check, CheckLevel

table = pl.read_parquet(f"{sys.argv[1]}/data/train.parquet")
check = Check(CheckLevel.WARNING, "benchmark")
rules = 0
for name in table.columns:
    check.is_complete(name, pct=0.9)
    rules += 1
    if table[name].dtype.is_numeric():
        low, high = float(table[name].min()), float(table[name].max())
        check.is_between(name, (low, high), pct=0.9)
        check.has_min(name, low)
        check.has_max(name, high)
        check.has_mean(name, float(table[name].mean()))
        check.has_std(name, float(table[name].std()))
        rules += 5
    else:
        check.is_contained_in(name, tuple(table[name].drop_nulls().unique().to_list()), pct=0.9)
        check.has_pattern(name, "^[a-z]", pct=0.9)
        rules += 2
check.validate(table)
print(rules, "rules")
