"""Deepchecks: the full suite (`full`) or the model evaluation suite (`model`) on a model of the same kind."""

# ruff: noqa: T201

import sys
import warnings

import pandas as pd
from deepchecks.tabular import Dataset
from deepchecks.tabular.suites import full_suite, model_evaluation
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder

warnings.filterwarnings("ignore")
which, folder = sys.argv[1], sys.argv[2]
train, test = (pd.read_parquet(f"{folder}/data/{name}.parquet") for name in ("train", "test"))
inputs = [name for name in train.columns if name not in ("applicant_id", "approved")]
words = [name for name in inputs if train[name].dtype.kind not in "if"]
# Its scikit-learn is older than the model file: the model is fitted again, and the time of it is subtracted below.
encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-2)
front = make_column_transformer((encoder, words), remainder="passthrough", verbose_feature_names_out=False)
model = make_pipeline(front, HistGradientBoostingClassifier(random_state=0))
if sys.argv[3:] == ["fit"]:
    model.fit(train[inputs], train["approved"])
    sys.exit()
model.fit(train[inputs], train["approved"])
sets = [Dataset(table[[*inputs, "approved"]], label="approved", cat_features=words) for table in (train, test)]
suite = full_suite() if which == "full" else model_evaluation()
result = suite.run(train_dataset=sets[0], test_dataset=sets[1], model=model)
print(len(result.results), "checks")
