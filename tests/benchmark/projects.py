"""Seeded projects to measure on: a binary classification with a trained model, and a large repository."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

SEED = 20261
NUMBERS = 28
CATEGORIES = (("sex", 2), ("region", 12), ("channel", 5), ("product", 20), ("status", 4), ("branch", 60))
TARGET = "approved"
FILES = 20_000
PYTHON_FILES = 1_500

MANIFEST = """\
version: 1
name: benchmark
task: binary-classification
serving: online
platform: kubernetes
risk_tier: standard
people: {decisions: true, personal_data: personal}
data:
  train: data/train.parquet
  test: data/test.parquet
  target: approved
  positive: 1
  id: applicant_id
  sensitive: [sex]
model:
  path: models/model.joblib
  metrics: reports/metrics.json
targets:
  roc_auc: ">= 0.7"
  demographic_parity_ratio: ">= 0.8"
"""

MODULE = '''\
"""Features of group {number}."""

import pandas as pd
from sklearn.preprocessing import StandardScaler

from package{parent}.module{parent} import load

COLUMNS = ["amount", "age", "income_{number}"]


class Features:
    """Columns that the model reads."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.scaler = StandardScaler()

    def frame(self, rows: int = 100) -> pd.DataFrame:
        """Return scaled rows."""
        table = pd.read_csv(self.path, nrows=rows)
        table["ratio"] = table["amount"] / table["income_{number}"].clip(lower=1)
        return table.assign(scaled=self.scaler.fit_transform(table[["ratio"]])[:, 0])


def score(features: Features, model: object) -> list[float]:
    """Return one score per row."""
    table = features.frame()
    found = []
    for name in COLUMNS:
        if name not in table.columns:
            raise KeyError(name)
        found.append(float(table[name].mean()))
    return [value * {number} for value in found if value > 0]
'''


def kept(folder: Path, stamp: str, make: Callable[[Path], None]) -> Path:
    """Return a folder filled by ``make``, made again only when the generator or its stamp changed."""
    digest = hashlib.sha256(Path(__file__).read_bytes() + stamp.encode()).hexdigest()
    seal = folder.with_name(folder.name + ".made")
    if not (seal.is_file() and seal.read_text() == digest):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(folder)
        seal.write_text(digest)
    return folder


def tabular(cache: Path, train: int, test: int) -> Path:
    """Return a project of 42 columns (28 numbers, 12 categories, identifier, target) with a boosted pipeline."""
    return kept(cache / f"tabular-{train}-{test}", f"{train} {test}", lambda folder: _tabular(folder, train, test))


def table(rows: int, seed: int) -> Any:
    """Return a pandas frame of 42 columns: numbers with gaps and skew, integers, categories with gaps, a label."""
    import pandas as pd

    draw = np.random.default_rng(seed)
    columns: dict[str, Any] = {"applicant_id": np.arange(rows, dtype=np.int64) + seed * 10_000_000}
    hidden = draw.normal(size=(rows, 4))
    for place in range(NUMBERS):
        values = hidden[:, place % 4] * 0.6 + draw.normal(size=rows)
        if place % 4 == 1:
            values = np.exp(values)
        if place % 4 == 2:
            values = np.floor(np.abs(values) * 20)
        if place % 5 == 0:
            values = np.where(draw.random(rows) < 0.03, np.nan, values)
        whole = place % 4 == 2 and place % 5 != 0
        columns[f"number_{place:02d}"] = values.astype(np.int64) if whole else values
    for name, levels in CATEGORIES:
        for suffix in ("",) if name == "sex" else ("", "_before"):
            weights = 1 / np.arange(1, levels + 1)
            codes = draw.choice(levels, rows, p=weights / weights.sum())
            words = np.array([f"{name} {code:02d}" for code in range(levels)], dtype=object)[codes]
            if suffix:
                words[draw.random(rows) < 0.02] = None
            columns[name + suffix] = words
    columns["tier"] = np.array(["low", "middle", "high"], dtype=object)[draw.integers(0, 3, rows)]
    signal = hidden @ np.array([0.9, -0.7, 0.5, 0.3]) + 0.4 * (columns["sex"] == "sex 00") + draw.normal(size=rows)
    columns[TARGET] = (signal > 0.3).astype(np.int64)
    return pd.DataFrame(columns)


def _tabular(folder: Path, train: int, test: int) -> None:
    import joblib
    from sklearn.compose import make_column_transformer
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.metrics import accuracy_score, roc_auc_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OrdinalEncoder

    for name in ("data", "models", "reports", "src"):
        (folder / name).mkdir()
    learn, judge = table(train, SEED), table(test, SEED + 1)
    inputs = [name for name in learn.columns if name not in ("applicant_id", TARGET)]
    words = [name for name in inputs if learn[name].dtype.kind not in "if"]
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-2)
    encoded = make_column_transformer((encoder, words), remainder="passthrough", verbose_feature_names_out=False)
    model = make_pipeline(encoded, HistGradientBoostingClassifier(random_state=SEED))
    model.fit(learn[inputs], learn[TARGET])
    joblib.dump(model, folder / "models" / "model.joblib")
    scores = model.predict_proba(judge[inputs])[:, 1]
    metrics = {"roc_auc": roc_auc_score(judge[TARGET], scores), "accuracy": accuracy_score(judge[TARGET], scores > 0.5)}
    (folder / "reports" / "metrics.json").write_text(json.dumps({name: round(v, 4) for name, v in metrics.items()}))
    learn.to_parquet(folder / "data" / "train.parquet", index=False)
    judge.to_parquet(folder / "data" / "test.parquet", index=False)
    (folder / "readiness.yaml").write_text(MANIFEST)
    (folder / "src" / "train.py").write_text('"""Train the model."""\n\nimport joblib\nimport pandas as pd\n')


def repository(cache: Path, files: int = FILES, python_files: int = PYTHON_FILES) -> Path:
    """Return a repository without data or model: Python modules, YAML, text, JSON, and many small other files."""
    return kept(
        cache / f"repository-{files}", f"{files} {python_files}", lambda to: _repository(to, files, python_files)
    )


def _repository(folder: Path, files: int, python_files: int) -> None:
    for number in range(python_files):
        package = folder / "src" / f"package{number // 25}"
        package.mkdir(parents=True, exist_ok=True)
        parent = max(0, number // 25 - 1)
        source = "".join(MODULE.format(number=f"{number}{part}", parent=parent) for part in range(3))
        (package / f"module{number}.py").write_text(source)
    other: tuple[tuple[str, Callable[[int], str]], ...] = (
        ("json", lambda n: json.dumps({"id": n, "values": list(range(20)), "name": f"record {n}"}, indent=1)),
        ("yaml", lambda n: f"name: service-{n}\nreplicas: {n % 5}\nlabels:\n  team: risk\n  tier: backend\n"),
        ("md", lambda n: f"# Note {n}\n\nMeasured on Monday. See part {n - 1}.\n" + "A line of words.\n" * 20),
        ("txt", lambda n: f"line {n}\n" * 30),
        ("js", lambda n: f"export function part{n}(value) {{\n  return value * {n};\n}}\n" * 5),
        ("html", lambda n: f"<html><body><p>Page {n}</p></body></html>\n"),
        ("sql", lambda n: f"select id, amount from table_{n} where day = current_date;\n"),
        ("svg", lambda n: f'<svg xmlns="http://www.w3.org/2000/svg"><circle r="{n % 90}"/></svg>\n'),
    )
    for number in range(files - python_files):
        ending, content = other[number % len(other)]
        place = folder / "content" / f"part{number // 200}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"file{number}.{ending}").write_text(content(number))
