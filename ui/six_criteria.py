"""The section of the six criteria: as a ladder, a radar or a table, against the targets of a chosen risk tier."""

from __future__ import annotations

import streamlit as st

from readiness.report.view import ReportView
from ui import cache, state
from ui.components import ladder, messages, radar
from ui.opened import Opened

PICTURES = ("Ladder", "Radar", "Table")


def at_chosen_tier(found: Opened) -> ReportView:
    """Return the view against the targets of the tier in the address; without one, of the tier it was made at."""
    asked = state.tier().lower()
    tier = next((tier for tier in _targets(found) if asked and tier == asked.split(" ")[0]), "")
    if tier in ("", found.assessment.project.risk_tier):
        return found.view
    return cache.view_at(found.run.id, tier)


def six_criteria(found: Opened, view: ReportView) -> None:
    """Draw the section."""
    glossary = cache.glossary()
    st.html(messages.section_with("Six criteria", ladder.legend(glossary)))
    with st.container(horizontal=True, horizontal_alignment="distribute", key="six"):
        picture = st.segmented_control(
            "Shown as",
            PICTURES,
            default=PICTURES[0],
            key=state.SHOWN,
            bind="query-params",
            label_visibility="collapsed",
        )
        _tiers(found)
    if view is not found.view:
        st.html(messages.note(view.tier_note))
    if picture == "Radar":
        with st.container(key="radar"):
            st.plotly_chart(
                radar.radar(view.rows),
                theme=None,
                config={"displayModeBar": False},
                key="radar_figure",
                alt=radar.alt(view.rows),
            )
    elif picture != "Table":
        st.html(ladder.ladder(view.rows, view.assessment_id, glossary))
        st.html(ladder.counts(view.statuses, glossary))
    st.html(ladder.table(view.rows, unfolded=picture in ("Radar", "Table")))


def _targets(found: Opened) -> tuple[str, ...]:
    """Return the risk tiers; none under rules that changed since, whose targets were other ones."""
    rules = cache.rubric()
    if isinstance(rules, str) or rules.digest != found.assessment.rubric.digest:
        return ()
    return tuple(rules.targets)


def _tiers(found: Opened) -> None:
    """Draw the switch of risk tiers."""
    tiers, declared = _targets(found), found.assessment.project.risk_tier
    if declared in tiers:
        st.segmented_control(
            "Targets of the risk tier",
            tiers,
            default=declared,
            format_func=lambda tier: tier.capitalize(),
            key=state.TIER,
            bind="query-params",
            label_visibility="collapsed",
        )
