"""Signatures: what people signed and waived for the open project, until when it counts, and what it does to a score."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from readiness import history_api
from readiness.domain.meeting import MeetingRefused
from readiness.report.signatures_view import SignaturesView
from ui import cache, remembered
from ui.components import messages, signatures
from ui.opened import Opened, opened, stale

NAMES = (
    "A name is what somebody typed, unless a login stood behind it: then it reads “signed in”. A signature counts for "
    "the wording, the model and the data it was given for, and until its end."
)


def draw() -> None:
    """Draw what was signed for the open assessment, as it counts today."""
    found = opened()
    if found is None:
        return
    view = _view(found)
    if view is None:
        st.html(messages.heading("Signatures"))
        return
    st.html(messages.heading("Signatures", view.said))
    notice = st.container()
    st.html(messages.note(NAMES))
    st.html(messages.section("Attestations", "what ends soon first"))
    if view.attestations:
        st.html(signatures.signed(view.attestations, found.assessment.id, by="Signed by"))
    else:
        words = "None. They are given in a review, or stand in `readiness-attestations.yaml` of the project."
        st.html(messages.note(words))
    st.html(messages.section("Waivers", "accepted gaps, each with an end"))
    if view.waivers:
        st.html(signatures.signed(view.waivers, found.assessment.id, by="Approved by"))
    else:
        st.html(messages.note("None. A waiver needs a reason, a compensating control, an approver and an end."))
    st.html(messages.section("Scores with and without"))
    st.html(signatures.scores(view.scores))
    with notice:
        stale(found)


def _view(found: Opened) -> SignaturesView | None:
    rubric = cache.rubric()
    if isinstance(rubric, str):
        st.html(messages.failure(f"The rules cannot be read. {rubric}"))
        return None
    today = datetime.now(UTC).date()
    made = found.assessment
    try:
        view = remembered.answered(lambda store: history_api.signatures(store, made, rubric, today))
    except MeetingRefused as refused:
        st.html(messages.failure(str(refused)))
        view = None
    # Without the history the project's own files still say what was signed there.
    return view or history_api.signatures(None, made, rubric, today)


if __name__ == "__main__":
    draw()
