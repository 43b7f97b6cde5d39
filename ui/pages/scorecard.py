"""The scorecard: what is the score, what is unknown, what to do next, and the six criteria."""

from __future__ import annotations

import streamlit as st

from ui import cache
from ui.components import ladder, messages, scorecard
from ui.downloads import downloads
from ui.opened import Opened, again, opened, stale


def draw() -> None:
    """Draw the open assessment."""
    found = opened()
    if found is None:
        return
    _head(found)
    notice = st.container()
    view, glossary = found.view, cache.glossary()
    st.html(scorecard.three_answers(view, glossary))
    if view.alert is not None:
        st.html(scorecard.verdict_line(view.alert, view.assessment_id))
    st.html(messages.section_with("Six criteria", ladder.legend(glossary)))
    st.html(ladder.ladder(view.rows, view.assessment_id, glossary))
    st.html(ladder.counts(view.statuses, glossary))
    st.html(ladder.table(view.rows))
    st.html(scorecard.next_and_unknown(view))
    for folded in (scorecard.loose(view), scorecard.problems(view), scorecard.basis(view)):
        if folded:
            st.html(folded)
    with notice:  # last, because the rules have to be read for it
        stale(found, button=False)


def _head(found: Opened) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="top"):
        st.html(scorecard.title(found.view), width="content")
        with st.container(horizontal=True, width="content", gap="xsmall"):
            if st.button("Assess again", key="again", icon=":material/refresh:"):
                again(found.run)
            downloads(found)


if __name__ == "__main__":
    draw()
