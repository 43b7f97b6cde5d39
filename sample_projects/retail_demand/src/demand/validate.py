"""Runs a Great Expectations suite on a table; one failed expectation stops the caller.

python -m demand.validate data/train.parquet [more tables]      checks the model inputs; exit code 1 on failure
"""

from __future__ import annotations

import argparse
import json
import logging
import os
from pathlib import Path

import pandas as pd

from demand.config import load_settings
from demand.data import read_table
from demand.logs import configure_logging

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

log = logging.getLogger(__name__)


class DataContractBroken(ValueError):
    """A table breaks at least one expectation."""


def failed_expectations(table: pd.DataFrame, suite_path: Path) -> list[str]:
    """Returns one line per expectation of the suite that `table` breaks; empty when it keeps them all."""
    import great_expectations as gx  # seconds to import: only the steps that validate pay for it
    from great_expectations.data_context.types.base import ProgressBarsConfig

    stored = json.loads(suite_path.read_text(encoding="utf-8"))
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    suite = context.suites.add(gx.ExpectationSuite(name=stored["name"], expectations=stored["expectations"]))
    asset = context.data_sources.add_pandas("tables").add_dataframe_asset("table")
    batch = asset.add_batch_definition_whole_dataframe("whole")
    definition = gx.ValidationDefinition(name="demand", data=batch, suite=suite)
    outcome = context.validation_definitions.add(definition).run(batch_parameters={"dataframe": table})
    broken = [result.expectation_config for result in outcome.results if not result.success]
    return [f"{config.type} {config.kwargs.get('column', 'table')}" for config in broken if config]


def validate_table(table: pd.DataFrame, suite_path: Path) -> None:
    """Raises DataContractBroken, naming every broken expectation, unless `table` keeps the whole suite."""
    failed = failed_expectations(table, suite_path)
    if failed:
        raise DataContractBroken(f"{len(failed)} expectations failed: " + "; ".join(failed))


def main() -> None:
    configure_logging()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("tables", type=Path, nargs="+")
    suite = load_settings().path("suite")
    for path in parser.parse_args().tables:
        validate_table(read_table(path), suite)
        log.info("table keeps the suite", extra={"table": str(path), "suite": suite.name})


if __name__ == "__main__":
    main()
