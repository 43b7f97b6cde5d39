"""The scorecard: what is the score, what is unknown, what to do next, and the six criteria."""

from __future__ import annotations

import streamlit as st

from ui import cache
from ui.compared import changed_since_last
from ui.components import questions, scorecard
from ui.downloads import downloads
from ui.opened import Opened, again, opened, stale
from ui.six_criteria import at_chosen_tier, six_criteria
from ui.tour import tour


def draw() -> None:
    """Draw the open assessment."""
    found = opened()
    if found is None:
        return
    _head(found)
    tour()
    notice = st.container()
    view, glossary = at_chosen_tier(found), cache.glossary()
    st.html(scorecard.three_answers(view, glossary))
    if view.alert is not None:
        st.html(scorecard.verdict_line(view.alert, view.assessment_id))
    since = st.container()
    six_criteria(found, view)
    st.html(scorecard.next_and_unknown(view))
    _question(found)
    for folded in (scorecard.loose(view), scorecard.problems(view), scorecard.basis(view)):
        if folded:
            st.html(folded)
    with notice:  # last, because the rules have to be read for it
        stale(found, button=False)
    with since:
        changed_since_last(view.assessment_id)


def _question(found: Opened) -> None:
    """Draw the one common question that concerns all six criteria."""
    rules = cache.rubric()
    if not isinstance(rules, str):
        names = {p.id: p.title for c in found.view.criteria for p in c.practices}
        st.html(questions.section(questions.arising(rules.questions, ""), names, found.view.assessment_id) or " ")


def _head(found: Opened) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="top"):
        st.html(scorecard.title(found.view), width="content")
        with st.container(horizontal=True, width="content", gap="xsmall"):
            if st.button("Assess again", key="again", icon=":material/refresh:"):
                again(found.run)
            downloads(found)


if __name__ == "__main__":
    draw()
