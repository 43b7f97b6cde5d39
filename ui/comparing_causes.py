"""Why a score moved: its parts, proven and possible, as waterfalls with their table."""

from __future__ import annotations

import streamlit as st

from readiness.report.comparison_view import ComparisonView
from ui.components import comparison, messages

WITHOUT_BAR = {"displayModeBar": False}


def causes(view: ComparisonView) -> None:
    """Draw the choice of a score that moved and the parts of its change."""
    moved = {score.id: score for score in (view.overall, *view.criteria) if score.moved}
    if not moved:
        return
    st.html(messages.section("Why a score moved", comparison.SUMS))
    names = sorted(moved, key=lambda identity: not moved[identity].changed)  # what moved comes before what only shifted
    choice = st.selectbox(
        "Score", names, format_func=lambda identity: moved[identity].name, key=f"score_{view.older.id}_{view.newer.id}"
    )
    score = moved[choice or names[0]]
    grid = st.grid(2, min_column_width=300)
    for proven, end in ((True, "Proven"), (False, "Possible")):
        change = score.low_change if proven else score.high_change
        with grid.container(gap="xxsmall"):
            st.html(comparison.end(end, change))
            st.plotly_chart(
                comparison.waterfall(score, proven=proven),
                key=f"waterfall_{end}",
                config=WITHOUT_BAR,
                alt=f"{score.name}, {end.lower()} end: {change}. The table below holds the same numbers.",
            )
    st.html(comparison.parts(score, view.newer.id))
