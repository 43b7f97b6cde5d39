"""Great Expectations on pandas: some two hundred expectations on the train table."""

# ruff: noqa: T201

import logging
import sys
import warnings

import great_expectations as gx
import pandas as pd

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
table = pd.read_parquet(f"{sys.argv[1]}/data/train.parquet")
context = gx.get_context(mode="ephemeral")
suite = gx.ExpectationSuite("benchmark")
kinds = gx.expectations
for name in table.columns:
    suite.add_expectation(kinds.ExpectColumnValuesToNotBeNull(column=name, mostly=0.9))
    suite.add_expectation(kinds.ExpectColumnUniqueValueCountToBeBetween(column=name, min_value=1))
    if table[name].dtype.kind in "if":
        low, high = float(table[name].min()), float(table[name].max())
        suite.add_expectation(kinds.ExpectColumnValuesToBeBetween(column=name, min_value=low, max_value=high))
        suite.add_expectation(kinds.ExpectColumnMeanToBeBetween(column=name, min_value=low, max_value=high))
        suite.add_expectation(kinds.ExpectColumnStdevToBeBetween(column=name, min_value=0))
    else:
        known = table[name].dropna().unique().tolist()
        suite.add_expectation(kinds.ExpectColumnValuesToBeInSet(column=name, value_set=known))
        suite.add_expectation(kinds.ExpectColumnValueLengthsToBeBetween(column=name, min_value=1))
        suite.add_expectation(kinds.ExpectColumnValuesToMatchRegex(column=name, regex="^[a-z]"))
batch = context.data_sources.add_pandas("p").add_dataframe_asset("t").add_batch_definition_whole_dataframe("b")
result = batch.get_batch({"dataframe": table}).validate(suite)
print(len(result.results), "expectations")
