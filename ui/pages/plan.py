"""The plan: steps in order, each with its joint gain, effort and the practices it is made of."""

from __future__ import annotations

import streamlit as st

from ui.components import messages, scorecard
from ui.components.markup import block
from ui.opened import opened, stale

EXPLAINED = (
    "Alone most practices gain nothing while a gate is closed. A step is the cheapest set that opens the next gate, or "
    "a single practice. Gains are counted along the plan: each step builds on those before it."
)


def draw() -> None:
    """Draw the plan of the open assessment."""
    found = opened()
    if found is None:
        return
    view = found.view
    st.html(messages.heading("Plan", view.next_text))
    notice = st.container()
    st.html(messages.note(EXPLAINED if view.steps else "Nothing is open."))
    gaining = [step for step in view.steps if step.gains]
    steps = scorecard.steps(gaining, view.assessment_id, members=True)
    st.html(block(f"<section><h2 class='rd-hidden'>Steps</h2>{steps}</section>", "rd-two"))
    idle = scorecard.idle_steps((step for step in view.steps if not step.gains), view.assessment_id)
    if idle:
        st.html(idle)
    with notice:
        stale(found)


if __name__ == "__main__":
    draw()
