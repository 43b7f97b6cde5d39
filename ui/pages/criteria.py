"""One criterion: its practices at the left, the chosen one with its evidence at the right."""

from __future__ import annotations

import streamlit as st

from ui import cache, state
from ui.components import criterion, messages, questions
from ui.opened import Opened, opened, stale


def draw() -> None:
    """Draw the criterion of the address; without one, the weakest."""
    found = opened()
    if found is None:
        return
    asked, wanted = state.criterion(), state.practice()
    shown = found.view.criterion(asked or criterion.holding(found.view.criteria, wanted) or found.assessment.weakest)
    current = shown.row.id if shown is not None else ""
    st.html(criterion.switch(found.view.rows, current, found.view.assessment_id))
    if shown is None:
        st.html(messages.empty("There is no such criterion", f"None of the six has the id {asked}. Choose one above."))
        return
    notice = st.container()
    chosen = next((practice for practice in shown.practices if practice.id == wanted), None)
    if wanted and chosen is None:
        st.html(messages.note(f"{shown.row.name} has no practice {wanted}. The most urgent one is shown."))
    practice = chosen or criterion.default_practice(shown)
    st.html(criterion.page(found.view, shown, practice, asked=chosen is not None, glossary=cache.glossary()))
    _questions(found, shown.row.id, practice.id)
    with notice:
        stale(found)


def _questions(found: Opened, criterion_: str, practice: str) -> None:
    """Draw the common questions that arise here; none where the rules cannot be read."""
    rules = cache.rubric()
    if not isinstance(rules, str):
        names = {p.id: p.title for c in found.view.criteria for p in c.practices}
        asked = questions.arising(rules.questions, criterion_, practice)
        st.html(questions.section(asked, names, found.view.assessment_id, practice) or " ")


if __name__ == "__main__":
    draw()
