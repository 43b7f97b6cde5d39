"""The expectation suite inferred from the training table, made when it is asked for and then to be downloaded."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import streamlit as st

from readiness import api, suite_api
from readiness.domain.run import Run
from readiness.domain.settings import Settings
from readiness.report.reasons import sentence
from ui import state
from ui.components import messages

SAID = (
    "What the training table looks like as rules for the next batch: its columns, value sets, ranges and gaps, as a "
    "suite of Great Expectations 1.x. It is inferred from the project as it lies there now, and nothing is written "
    "into it. Read the rules before a pipeline relies on them: they say what was, not what should be."
)


@st.fragment
def expectations(assessment: str) -> None:
    """Draw the button that infers the suite, then the download, or why there is none."""
    st.html(messages.section("Expectations for the next batch", "inferred from the training table"))
    st.html(messages.note(SAID))
    run = api.runs().of_assessment(assessment)
    if run is None:
        st.html(messages.failure("The run of this assessment is not on this machine any more."))
        return
    kept, text = state.once("suite", lambda: ("", ""))
    if kept != assessment:
        spot = st.empty()
        if not spot.button("Prepare the suite", key="suite_prepare", icon=":material/rule:"):
            return
        with st.spinner("Reading the training table"):
            text = _made(run)
        if not text:
            return
        spot.empty()
        state.keep("suite", (assessment, text))
    st.download_button(
        "Download the suite",
        data=text,
        file_name=f"expectations-{_plain(run.request.name)}.json",
        mime="application/json",
        key="suite_file",
        icon=":material/download:",
        on_click="ignore",
    )


def _made(run: Run) -> str:
    """Return the suite as JSON; where there is none, say why and return nothing."""
    try:
        return suite_api.suite_of_run(api.runs(), run, Settings(now=datetime.now(UTC)))
    except suite_api.NoSuite as none:
        reason = str(none)
    except Exception as error:
        failure = api.expected_failure(error)
        if failure is None:
            raise
        reason = failure.line
    st.html(messages.failure(f"No suite can be inferred. {sentence(reason)}"))
    return ""


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:60] or "project"
