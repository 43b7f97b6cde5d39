"""How each criterion of a project moved over its assessments."""

from __future__ import annotations

import streamlit as st

from readiness import history_api
from readiness.report import history_view
from ui import remembered
from ui.components import history, messages

WITHOUT_BAR = {"displayModeBar": False}


def trend(project: str, total: int) -> None:
    """Draw one small figure per criterion, with their numbers as a table; ``total`` counts all that are kept."""
    summaries = remembered.answered(lambda store: history_api.trend(store, project, remembered.MOST_DRAWN))
    if not summaries:
        return
    drawn = history_view.trends(summaries)
    st.html(messages.section("Trend", "each criterion over time"))
    grid = st.grid(3, min_column_width=270)
    for one in drawn.criteria:
        with grid.container(key=f"trend_{one.code}", gap="xxsmall"):
            st.html(history.trend_head(one))
            st.plotly_chart(
                history.trend_figure(one, drawn.breaks),
                key=f"figure_{one.code}",
                config=WITHOUT_BAR,
                alt=f"{one.name}: {one.said}",
            )
    st.html(history.trend_notes(drawn, len(summaries), total))
    st.html(history.trend_table(drawn))
