"""ydata-profiling: the minimal report of the train table."""

# ruff: noqa: T201

import sys
import warnings

import pandas as pd
from ydata_profiling import ProfileReport

warnings.filterwarnings("ignore")
report = ProfileReport(pd.read_parquet(f"{sys.argv[1]}/data/train.parquet"), minimal=True, progress_bar=False)
print(len(report.to_html()), "letters of HTML")
