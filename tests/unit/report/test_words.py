from __future__ import annotations

import re

from readiness.domain.check import Effort, Strength
from readiness.domain.finding import Severity
from readiness.domain.scorecard import Status, Unknown
from readiness.report import words


def test_every_value_of_the_domain_has_its_words() -> None:
    assert {status.value for status in Status} | {"pending"} == set(words.STATUS) == set(words.STATUS_MEANING)
    assert {reason.value for reason in Unknown} | {"consent"} == set(words.UNKNOWN)
    assert [severity.value for severity in Severity] == list(words.SEVERITY)
    assert {strength.value for strength in Strength} == set(words.STRENGTH)
    assert {effort.value for effort in Effort} == set(words.EFFORT)


def test_no_word_promises_what_cannot_be_known() -> None:
    spoken = " ".join(repr(getattr(words, name)) for name in dir(words) if name.isupper()).lower()
    assert not re.search(r"compliant|bias-free|\bsafe\b|guarantee|!", spoken)


def test_a_measure_reads_as_words() -> None:
    assert words.measure("train_test_overlap_share") == "train test overlap share"
    assert words.measure("roc_auc") == "roc AUC"


def test_a_title_inside_a_sentence_keeps_abbreviations() -> None:
    assert words.inside("Labels checked") == "labels checked"
    assert words.inside("CI blocks on failure") == "CI blocks on failure"
    assert words.inside("") == ""
