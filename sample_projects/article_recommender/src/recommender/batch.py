"""The nightly batch: for every reader the articles that the click model likes best, whatever place they will stand on.

python -m recommender.batch      writes data/candidates.parquet
"""

from __future__ import annotations

import logging

import joblib
import pandas as pd

from recommender.config import Settings, load_settings

log = logging.getLogger(__name__)
TOP = 1


class BadCatalogue(ValueError):
    """Readers or articles cannot be ranked."""


def check_tables(readers: pd.DataFrame, articles: pd.DataFrame) -> None:
    """Raises BadCatalogue unless both tables hold unique, complete rows."""
    for table, key in ((readers, "reader"), (articles, "article")):
        if table.empty or table[key].duplicated().any() or table.isna().any().any():
            raise BadCatalogue(f"{key}s are missing, repeated or have gaps")


def pairs(readers: pd.DataFrame, articles: pd.DataFrame, evening: int = 0) -> pd.DataFrame:
    """Returns the model's inputs for every reader and article at the top of the page."""
    table = readers.merge(articles, how="cross")
    table["reader_topic_share"] = [row[row["topic"]] for row in table.to_dict("records")]
    renamed = {"clicks_7d": "reader_clicks_7d", "age_hours": "article_age_hours", "words": "article_words"}
    return table.rename(columns=renamed).assign(evening=evening, position=TOP)


def write_candidates(settings: Settings) -> int:
    """Writes the best articles of every reader and returns how many rows they are."""
    readers, articles = pd.read_parquet(settings.path("readers")), pd.read_parquet(settings.path("articles"))
    check_tables(readers, articles)
    table = pairs(readers, articles)
    table["score"] = joblib.load(settings.path("model")).predict_proba(table[settings.inputs])[:, 1].round(4)
    best = (
        table.sort_values(["reader", "score", "article"], ascending=[True, False, True])
        .groupby("reader")
        .head(settings["candidates_per_reader"])
    )
    best[["reader", "article", "score"]].to_parquet(settings.path("candidates"), index=False, compression="zstd")
    log.info("%d candidates for %d readers", len(best), len(readers))
    return len(best)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    write_candidates(load_settings())
