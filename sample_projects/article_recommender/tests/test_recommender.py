"""Training, the batch and the service, from rows to an ordered page."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from fastapi.testclient import TestClient

from recommender.batch import BadCatalogue, check_tables, pairs, write_candidates
from recommender.config import Settings, file_sha256, load_settings
from recommender.serve import app
from recommender.train import BadRows, check_rows, train

ROOT = Path(__file__).resolve().parents[1]
KEY = "key-for-tests"


@pytest.fixture
def copy(tmp_path: Path) -> Settings:
    for name in ("config", "data"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "models").mkdir()
    return load_settings(tmp_path)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("RECOMMENDER_API_KEY", KEY)
    with TestClient(app, headers={"X-API-Key": KEY}) as running:
        yield running


def test_two_trainings_give_the_shipped_model(copy: Settings) -> None:
    assert train(copy)["model"]["sha256"] == train(copy)["model"]["sha256"]
    reported = json.loads((ROOT / "reports" / "metrics.json").read_text())
    assert json.loads((copy.root / "reports" / "metrics.json").read_text())["metrics"] == reported["metrics"]
    assert reported["model"]["sha256"] == file_sha256(ROOT / "models" / "model.joblib")


@pytest.mark.parametrize("column", ["reader_topic_share", "position", "clicked"])
def test_bad_rows_stop_the_training(copy: Settings, column: str) -> None:
    table = pd.read_parquet(copy.path("train"))
    with pytest.raises(BadRows, match=column):
        check_rows(table.assign(**{column: -1}))


def test_the_batch_gives_every_reader_twenty_articles(copy: Settings) -> None:
    train(copy)
    assert write_candidates(copy) == 200 * 20
    found = pd.read_parquet(copy.path("candidates"))
    assert found.groupby("reader")["score"].apply(lambda scores: scores.is_monotonic_decreasing).all()


def test_an_empty_catalogue_stops_the_batch() -> None:
    with pytest.raises(BadCatalogue, match="article"):
        check_tables(pd.DataFrame({"reader": ["R1"]}), pd.DataFrame({"article": []}))


def test_batch_and_service_build_the_same_inputs() -> None:
    settings = load_settings()
    readers, articles = pd.read_parquet(settings.path("readers")), pd.read_parquet(settings.path("articles"))
    assert set(settings.inputs) <= set(pairs(readers.head(2), articles.head(3)).columns)


def test_a_page_is_ordered(client: TestClient) -> None:
    answer = client.post("/v1/rank", json={"reader": "R0001", "clicks_7d": 3, "evening": 1})
    assert answer.status_code == 200
    assert len(answer.json()["articles"]) == 10
    assert answer.json()["scores"] == sorted(answer.json()["scores"], reverse=True)


@pytest.mark.parametrize(("page", "status"), [({"reader": "R9999", "clicks_7d": 1, "evening": 0}, 404), ({"reader": "x"}, 422)])
def test_other_pages_are_refused(client: TestClient, page: dict, status: int) -> None:
    assert client.post("/v1/rank", json=page).status_code == status
    assert client.post("/v1/rank", json=page, headers={"X-API-Key": "no"}).status_code in (401, 422)
