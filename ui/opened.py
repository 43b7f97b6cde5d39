"""The open assessment, or the words for why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from readiness import api
from readiness.domain.assessment import Assessment
from readiness.domain.run import Run, RunRefused
from readiness.report.view import ReportView
from ui import cache, remembered, state
from ui.components import messages

PROJECTS = "ui/pages/projects.py"
RUN = "ui/pages/run.py"
SCORECARD = "ui/pages/scorecard.py"
SETUP = "ui/pages/setup.py"


@dataclass(frozen=True)
class Opened:
    """An assessment with the run that made it and its view."""

    run: Run
    assessment: Assessment
    view: ReportView


def opened() -> Opened | None:
    """Return the open assessment; where there is none, say so with the way out and return None."""
    identity = state.assessment()
    if not identity:
        _without("No assessment is open", "Here will be the scores of a project, once one is assessed.")
        return None
    run = api.runs().of_assessment(identity)
    if run is None and remembered.brought_back(identity):
        st.rerun()  # the navigation is drawn before the page
    if run is None:
        _without(
            "This assessment is not on this machine",
            f"No stored assessment has the id {identity}. It was made elsewhere, or its run was removed.",
        )
        return None
    try:
        found = Opened(run, cache.assessment(run.id), cache.view(run.id))
    except Exception as error:
        failure = api.expected_failure(error)
        if failure is None:
            raise
        _without("This assessment cannot be read", failure.line)
        return None
    state.show(identity)
    return found


def _without(title: str, words: str) -> None:
    st.html(messages.empty(title, words))
    st.page_link(PROJECTS, label="Assess a project", icon=":material/arrow_forward:")


def stale(found: Opened, *, button: bool = True) -> None:
    """Say when the project or the rules changed since the assessment, with the way to assess again."""
    reason, rules = "", cache.rubric()
    if cache.changed(found.run.request.path, found.assessment.created_at):
        reason = "Project changed"
    elif not isinstance(rules, str) and found.assessment.rubric.digest != rules.digest:
        reason = "The rules changed"
    if reason:
        with st.container(horizontal=True, vertical_alignment="center", key="stale"):
            st.html(messages.stale(reason, found.assessment.created_at))
            if button and st.button("Assess again", key="again_stale", type="tertiary"):
                again(found.run)


def again(run: Run) -> None:
    """Start the same assessment once more and follow it."""
    request = run.request
    kind = request.kind if request.kind in ("sample", "upload", "git") else "folder"
    start(
        Path(request.path),
        kind=kind,
        name=request.name,
        trust=request.trust,
        admitted=request.admitted,
        manifest=request.manifest,
        connections=request.connections,
    )


def start(
    path: Path,
    *,
    kind: str,
    name: str = "",
    trust: str = "read",
    admitted: tuple[str, ...] = (),
    manifest: str = "",
    connections: tuple[str, ...] = (),
) -> None:
    """Start an assessment and open the page that follows it, or say why it was refused."""
    try:
        identity = api.runs().start(
            path,
            kind=kind,
            name=name,
            trust=trust,
            admitted=admitted,
            manifest=manifest,
            connections=connections,
        )
    except RunRefused as refused:
        st.html(messages.failure(str(refused)))
        return
    state.follow(identity)
    st.switch_page(RUN, query_params={state.RUN: identity})
