"""Evidently: data summary and data drift of test against train."""

# ruff: noqa: T201

import sys
import warnings

import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset, DataSummaryPreset

warnings.filterwarnings("ignore")
train, test = (pd.read_parquet(f"{sys.argv[1]}/data/{name}.parquet") for name in ("train", "test"))
words = [name for name in train.columns if train[name].dtype.kind not in "if"]
numbers = [name for name in train.columns if name not in words]
definition = DataDefinition(numerical_columns=numbers, categorical_columns=words)
sets = [Dataset.from_pandas(table, data_definition=definition) for table in (train, test)]
made = Report([DataSummaryPreset(), DataDriftPreset()]).run(sets[1], sets[0])
print(len(made.dict()["metrics"]), "metrics")
