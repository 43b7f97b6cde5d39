"""Explanations belong to the shipped model and add up."""

from __future__ import annotations

import json
import math

import pytest

from screening.config import Settings, file_sha256
from screening.explain import global_explanation, local_explanation


def test_the_stored_explanation_is_reproduced(settings: Settings) -> None:
    stored = json.loads(settings.path("explanations").read_text())
    found = global_explanation(settings)
    assert stored["model"]["sha256"] == file_sha256(settings.path("model"))
    assert found["mean_abs_shap"] == pytest.approx(stored["mean_abs_shap"], abs=2e-4)


def test_one_explanation_adds_up_to_the_score(settings: Settings) -> None:
    found = local_explanation(settings, "A106001")
    log_odds = found["base_value"] + sum(found["contributions"].values())
    assert 1 / (1 + math.exp(-log_odds)) == pytest.approx(found["score"], abs=1e-3)


def test_an_unknown_application_is_an_error(settings: Settings) -> None:
    with pytest.raises(KeyError, match="A999999"):
        local_explanation(settings, "A999999")
