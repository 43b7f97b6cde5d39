"""Comparisons of kept assessments, each made once."""

from __future__ import annotations

import streamlit as st

from readiness import history_api
from readiness.domain.assessment import Assessment
from readiness.domain.ledger import LedgerRefused
from readiness.domain.rubric import Rubric
from readiness.report import comparison_view
from readiness.report.comparison_view import ChangesLine, ComparisonView
from ui import cache, remembered
from ui.components.changes import changes


def view(older: str, newer: str, rubric: Rubric) -> ComparisonView | None:
    """Return the comparison of two kept assessments; None after saying why there is none."""
    return remembered.told(lambda: _view(older, newer, rubric.digest, rubric))


def changed_since_last(identity: str) -> None:
    """Draw what changed since the assessment before of the same project; nothing for the first."""
    rubric = cache.rubric()
    line = None if isinstance(rubric, str) else remembered.quietly(lambda store: _line(store, identity, rubric))
    if line is not None:
        st.html(changes(line))


def _line(store: history_api.Store, identity: str, rubric: Rubric) -> ChangesLine | None:
    shown = history_api.summary(store, identity)
    before = history_api.ones_before(store, [shown]) if shown is not None else {}
    older = next(iter(before.values()), None)
    return None if older is None else _since(older.id, identity, rubric.digest, rubric, store)


@st.cache_resource(max_entries=16, show_spinner=False)
def _view(older: str, newer: str, digest: str, _rubric: Rubric) -> ComparisonView:
    before, after = remembered.asked(lambda store: (_kept(store, older), _kept(store, newer)))
    return comparison_view.comparison_view(history_api.compare(before, after, _rubric), before, after)


@st.cache_resource(max_entries=16, show_spinner=False)
def _since(older: str, newer: str, digest: str, _rubric: Rubric, _store: history_api.Store) -> ChangesLine:
    return comparison_view.changes_line(history_api.compare(_kept(_store, older), _kept(_store, newer), _rubric))


def _kept(store: history_api.Store, identity: str) -> Assessment:
    found = history_api.assessment(store, identity)
    if found is None:
        raise LedgerRefused(f"the history holds no assessment with the id {identity}")
    return found
