from __future__ import annotations

import pytest

from readiness.report.reasons import condition, sentence, signs, told, unknown_kind
from tests.unit.report.assessments import practice


def test_a_reason_becomes_a_sentence() -> None:
    assert sentence(" no check yet ") == "No check yet."
    assert sentence("done.") == "Done."
    assert sentence("") == ""
    assert sentence("models/model.joblib is copied") == "models/model.joblib is copied."
    assert sentence("`x` is set") == "`x` is set."


def test_bounds_are_signs_in_prose_and_stay_as_they_are_in_code() -> None:
    assert signs("0.61, your limit >= 0.8; at <=3 rows") == "0.61, your limit ≥ 0.8; at ≤ 3 rows"
    assert (
        signs('write roc_auc: ">= 0.75" or `<= 2` or pandas>=2.0')
        == 'write roc_auc: ">= 0.75" or `<= 2` or pandas>=2.0'
    )


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            "missing share of total_charges 0.08 misses <= 0.05; 1 of 15 values read fail",
            "missing share of total_charges: 8 %; at most 5 % is allowed; 1 of 15 values fails",
        ),
        (
            "demographic parity ratio of sex 0.61 (0.51 to 0.74) misses >= 0.8; 2 of 3 values read fail",
            "demographic parity ratio of sex: 0.61 (0.51 to 0.74); at least 0.8 is needed; 2 of 3 values fail",
        ),
        (
            "roc auc 0.8 (0.7 to 0.9) crosses >= 0.75; 3 of 3 values read unknown",
            "roc AUC: 0.8 (0.7 to 0.9); at least 0.75 is needed, and the interval crosses that; "
            "all 3 values are unknown",
        ),
        (
            "cleaning kinds 2 meets >= 2, not >= 4",
            "cleaning kinds: 2; at least 4 is needed for a pass, at least 2 is needed for a part of it",
        ),
        ("latency p95 ms meets <= 200", "latency p95 in ms: at most 200 is allowed, and that holds"),
        ("latency p95 ms misses < 200", "latency p95 in ms: less than 200 is allowed, and that does not hold"),
        ("pinned share 0.5 misses >= 1", "pinned share: 50 %; 100 % is needed"),
        ("secret count 3 misses <= 0", "secret count: 3; none is allowed"),
        ("scale inf misses <= 1e+06", "scale: inf; at most 1e+06 is allowed"),
        (
            "shown as E1, E2 is needed",
            "The evidence is declared and reachable (E1); exercised by Readiness or on record (E2) is needed",
        ),
        (
            "not declared whether it applies: people.decisions == true",
            "Not known whether this applies: it does when people.decisions is true",
        ),
        ("applies when data.time is declared", "Does not apply here: it does when data.time is declared"),
        (
            "no alert rule; no file of the domain monitoring in the folder, and domains.monitoring is not declared",
            "No alert rule. The folder holds no file of the domain monitoring, and readiness.yaml does not say "
            "whether it is kept elsewhere (domains.monitoring)",
        ),
        ("the last stage has no USER line", "the last stage has no USER line"),
    ],
)
def test_a_reason_of_the_engine_is_told_in_words(reason: str, words: str) -> None:
    assert told(reason) == words


def test_a_condition_names_the_choices() -> None:
    assert condition("serving in [online, batch, managed] and platform == kubernetes") == (
        "serving is online, batch or managed and platform is kubernetes"
    )
    assert condition("fairness_gap_found == true") == "a fairness gap was found"
    assert condition("people.personal_data != none") == "people.personal_data is not none"


def test_a_model_that_was_not_loaded_is_one_cause() -> None:
    reason = "loading model.pkl (pickle) can run code, so it is loaded only with your consent"
    assert unknown_kind(practice(status="unknown", unknown="too_few", reason=reason)) == "consent"
    assert unknown_kind(practice(status="unknown", unknown="elsewhere", reason="kept elsewhere")) == "elsewhere"
    assert unknown_kind(practice(status="unknown", unknown=None)) == "no_check"
