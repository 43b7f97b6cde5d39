"""Everything that is cached, each bounded and keyed by what it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import streamlit as st

from readiness import api, setup_api
from readiness.domain.assessment import Assessment
from readiness.domain.check import Check
from readiness.domain.rubric import Rubric
from readiness.domain.set_up import SetUp
from readiness.domain.settings import Settings
from readiness.report.tier_view import at_tier, tier_note
from readiness.report.view import ReportView
from ui.components import tokens


@st.cache_resource(max_entries=1, show_spinner=False)
def stylesheet() -> str:
    """Return the style sheet."""
    return tokens.stylesheet()


@st.cache_resource(max_entries=16, show_spinner=False)
def assessment(run: str) -> Assessment:
    """Return the assessment of a finished run, which never changes.

    Raises
    ------
    LookupError
        The run has no result.
    """
    data = api.runs().result(run)
    if data is None:
        raise LookupError(run)
    return api.read(data)


@st.cache_resource(max_entries=16, show_spinner=False)
def view(run: str) -> ReportView:
    """Return the view of a finished run's assessment."""
    return api.report_view(assessment(run))


@st.cache_resource(max_entries=16, show_spinner=False)
def view_at(run: str, tier: str) -> ReportView:
    """Return the same against the targets of another risk tier; nothing is measured or scored again.

    Raises
    ------
    KeyError
        The rules have no such tier, or cannot be read.
    """
    rules, made = rubric(), assessment(run)
    if isinstance(rules, str):
        raise KeyError(tier)
    return replace(api.report_view(at_tier(made, tier, rules.targets)), tier_note=tier_note(made, tier))


def name_of(run: str) -> str | None:
    """Return the project's name as the assessment gives it, or None where it cannot be read."""
    try:
        return assessment(run).project.name
    except Exception as error:
        if isinstance(error, LookupError) or api.expected_failure(error) is not None:
            return None
        raise


@st.cache_resource(max_entries=8, show_spinner=False)
def as_json(run: str) -> bytes:
    """Return a finished run's assessment as JSON."""
    return api.as_json(assessment(run))


@st.cache_data(max_entries=4, show_spinner=False)
def pdf(run: str) -> bytes:
    """Return the PDF report of a finished run."""
    return api.pdf(assessment(run))


@st.cache_resource(max_entries=1, ttl=60, show_spinner=False)
def rubric() -> Rubric | str:
    """Return the rubric that judges now, or in one line why its files cannot be used."""
    try:
        return api.rubric()
    except Exception as error:
        failure = api.expected_failure(error)
        if failure is None:
            raise
        return failure.line


@st.cache_resource(max_entries=1, show_spinner=False)
def prepared() -> Thread:
    """Return the thread that loads the checks once the first page is drawn, so that no later page waits for them."""

    def load() -> None:
        with suppress(Exception):  # why the rules cannot be used is said where they are shown
            api.rubric()

    thread = Thread(target=load, name="rules", daemon=True)
    thread.start()
    return thread


@st.cache_resource(max_entries=1, show_spinner=False)
def glossary() -> Mapping[str, str]:
    """Return the rubric's terms with their meanings; none where its files cannot be used."""
    try:
        return api.glossary()
    except Exception as error:
        if api.expected_failure(error) is None:
            raise
        return {}


@st.cache_resource(max_entries=1, ttl=600, show_spinner=False)
def checks() -> dict[str, Check]:
    """Return every check by its id."""
    return api.checks()


@st.cache_resource(max_entries=1, ttl=600, show_spinner=False)
def samples() -> tuple[api.Sample, ...]:
    """Return the bundled sample projects."""
    return api.samples()


@st.cache_resource(max_entries=16, ttl=600, show_spinner=False)
def set_up(source: str, path: str) -> SetUp:
    """Return what is declared and inferred for a chosen project; a source is never chosen twice."""
    return setup_api.set_up(Path(path), Settings(now=datetime.now(UTC)))


@st.cache_data(max_entries=32, ttl=20, show_spinner=False)
def changed(path: str, since: str) -> bool | None:
    """Return whether a file of the project is newer than the assessment, or None where that is not quickly told."""
    return api.changed_since(Path(path), since)
