"""Runs the expectation suite on tables; a broken expectation stops the run.

python -m credit.validate data/train.csv data/test.csv
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pandas as pd

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
SUITE = Path("gx/expectations/applications.json")


class SuiteBroken(ValueError):
    """A table breaks at least one expectation."""


def validate_table(table: pd.DataFrame, suite_path: Path = SUITE) -> None:
    """Raises SuiteBroken, naming every broken expectation, unless `table` keeps the whole suite."""
    import great_expectations as gx

    stored = json.loads(suite_path.read_text(encoding="utf-8"))
    context = gx.get_context(mode="ephemeral")
    suite = context.suites.add(gx.ExpectationSuite(name=stored["name"], expectations=stored["expectations"]))
    asset = context.data_sources.add_pandas("tables").add_dataframe_asset("table")
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": table})
    broken = [result.expectation_config.type for result in batch.validate(suite).results if not result.success]
    if broken:
        raise SuiteBroken(f"{len(broken)} expectations failed: {', '.join(broken)}")


def main() -> None:
    for path in sys.argv[1:]:
        validate_table(pd.read_csv(path))


if __name__ == "__main__":
    main()
