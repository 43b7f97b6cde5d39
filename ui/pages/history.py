"""History: how each criterion moved, every kept assessment, whether the chain of records holds, copies and erasure."""

from __future__ import annotations

import math

import streamlit as st

from readiness import api, history_api
from readiness.report import history_view
from ui import remembered, state
from ui.components import history, messages
from ui.opened import PROJECTS

TRUSTS = ("read", "model", "run")
WITHOUT_BAR = {"displayModeBar": False}
COPY = (
    "One JSON file with every record, signature, meeting and whole assessment, and the names in them: keep it where "
    "only those may read who may read this history. What was erased is not in it."
)
TAKE_IN = (
    "An empty history takes in all of a file; one that is behind takes the newer records. Each record is verified "
    "first, and a file that tells another past is refused. Nothing that is here is changed."
)
ERASE = (
    "The name, and what quotes it, is taken out of every record for good, and of the runs on this machine. That it was "
    "done, when and why stays on record, and the chain still holds. Exports, backups and PDFs made before are not "
    "reached."
)


def draw() -> None:
    """Draw the history that the address asks for."""
    remembered.catch_up()
    projects = remembered.answered(history_api.projects)
    st.html(messages.heading("History", _said(projects or ())))
    if projects is None:
        return
    checked = st.container()
    if projects:
        _assessments(projects)
    else:
        st.html(messages.empty("Nothing is kept yet", "Every finished assessment is entered here by itself."))
        st.page_link(PROJECTS, label="Assess a project", icon=":material/arrow_forward:")
    _copies()
    _erasure()
    with checked:  # last, so that an import or an erasure shows
        _chain()


def _said(projects: tuple[tuple[str, int, str], ...]) -> str:
    total = sum(count for _, count, _ in projects)
    many, names = "" if total == 1 else "s", "" if len(projects) == 1 else "s"
    return f"{total:,} assessment{many} of {len(projects)} project{names}. Records are added, never changed."


def _chain() -> None:
    with st.container(key="chain", gap="xsmall"):
        spot = st.container()
        if st.button("Check everything", key="verify", icon=":material/verified:", type="tertiary"):
            with st.spinner("Following every record and reading every assessment"):
                whole = remembered.answered(history_api.verify)
            if whole is not None:
                spot.html(history.chain(history_view.chain(whole, documents=True)))
            return
        found = remembered.chain()
        if found is not None:
            spot.html(history.chain(history_view.chain(found)))
        else:
            spot.html(messages.note("The chain was not followed now: it takes longer than a page may."))


def _assessments(projects: tuple[tuple[str, int, str], ...]) -> None:
    project, trust, begins = _filters([name for name, _, _ in projects])
    if project:
        _trend(project, next((count for name, count, _ in projects if name == project), 0))
    else:
        st.html(messages.note("Choose a project to see how its criteria moved."))
    total = remembered.answered(lambda store: history_api.counted(store, project, trust, begins))
    if total is None:
        return
    pages = max(1, math.ceil(total / remembered.PAGE))
    number = min(state.page_number(), pages)
    listed = remembered.answered(lambda store: remembered.listed(store, project, trust, begins, number))
    st.html(messages.section("Assessments", "newest first"))
    if listed:
        st.html(history.rows(listed, project=not project))
    else:
        st.html(messages.note("No assessment matches. Widen what is asked for above."))
    asked = {state.PROJECT: project, state.TRUST: trust, state.BEGINS: begins}
    st.html(history.pager(number, pages, total, **asked))


def _filters(names: list[str]) -> tuple[str, str, str]:
    """Draw the filters and return project, trust and first digits as the address has them; empty is any.

    The keys of the widgets hold the address, so that the browser's way back brings an earlier choice back.
    """
    project, trust, begins = state.project() or (names[0] if len(names) == 1 else ""), state.trust(), state.begins()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choice("Project", ["", *names] if len(names) > 1 else names, project, state.PROJECT)
        _choice("Trust", ["", *TRUSTS], trust if trust in TRUSTS else "", state.TRUST)
        key = f"{state.BEGINS}_{begins}"
        st.text_input("Commit or id begins with", begins, 64, key, on_change=_ask, args=(state.BEGINS, key))
    return project, trust if trust in TRUSTS else "", begins


def _choice(label: str, options: list[str], current: str, name: str) -> None:
    offered, key = list(dict.fromkeys([*options, current])), f"{name}_{current}"
    st.selectbox(
        label,
        offered,
        index=offered.index(current),
        format_func=lambda value: value or "All",
        key=key,
        on_change=_ask,
        args=(name, key),
    )


def _ask(name: str, key: str) -> None:
    """Write a choice into the address, and begin at the first page of the list."""
    value = str(st.session_state.get(key) or "").strip()
    st.query_params.pop(state.PAGE, None)
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def _trend(project: str, total: int) -> None:
    summaries = remembered.answered(lambda store: history_api.trend(store, project, remembered.MOST_DRAWN))
    if not summaries:
        return
    trends = history_view.trends(summaries)
    st.html(messages.section("Trend", "each criterion over time"))
    grid = st.grid(3, min_column_width=270)
    for trend in trends.criteria:
        with grid.container(key=f"trend_{trend.code}", gap="xxsmall"):
            st.html(history.trend_head(trend))
            st.plotly_chart(
                history.trend_figure(trend, trends.breaks),
                key=f"figure_{trend.code}",
                config=WITHOUT_BAR,
                alt=f"{trend.name}: {trend.said}",
            )
    st.html(history.trend_notes(trends, len(summaries), total))
    st.html(history.trend_table(trends))


def _copies() -> None:
    with st.expander("Keep a copy, or take one in", icon=":material/inventory_2:"):
        st.html(messages.note(COPY))
        st.download_button(
            "Export the history",
            data=_exported,
            file_name="readiness-history.json",
            mime="application/json",
            key="export",
            icon=":material/download:",
            on_click="ignore",
        )
        st.html(messages.note(TAKE_IN))
        given = st.file_uploader("A history that was exported", type="json", key="import_file")
        if given is not None and st.button("Take it in", key="import"):
            data = given.getvalue()
            count = remembered.answered(lambda store: history_api.imported(store, data))
            if count is not None:
                st.session_state["said"] = f"{count:,} record{' was' if count == 1 else 's were'} new and here now."
                st.rerun()
        _say("said")


def _exported() -> bytes:
    """Return the whole history; what cannot be read gives a file that says so."""
    found = remembered.quietly(lambda store: b"".join(history_api.exported(store)))
    return found if found is not None else b'{"error": "the history could not be read; nothing was exported"}\n'


def _erasure() -> None:
    with st.expander("Erase a person's name", icon=":material/person_off:"):
        st.html(messages.note(ERASE))
        name = st.text_input("Name as it was written", key="erase_name", max_chars=200).strip()
        reason = st.text_input("Reason, without the name", key="erase_reason", max_chars=400).strip()
        count = remembered.answered(lambda store: history_api.naming(store, name)) if name else None
        if count:
            many = "record names" if count == 1 else "records name"
            sure = st.checkbox(f"Erase it for good; {count:,} {many} this person.", key=f"sure_{name}")
            if st.button("Erase", key="erase", disabled=not (sure and reason), type="primary"):
                _erase(name, reason)
        elif count == 0:
            st.html(messages.note("No record names this person. Write the name as it was signed."))
        _say("erased")


def _erase(name: str, reason: str) -> None:
    def erase(store: history_api.Store) -> int:
        history_api.catch_up(store, api.runs())
        return history_api.erase_person(store, name, reason, api.runs())

    try:
        count = remembered.answered(erase)
    except OSError as error:
        st.html(messages.failure(f"Erased from the history; a run on this machine still has it: {error}."))
        return
    if count is not None:
        st.cache_resource.clear()  # whole assessments with the name in them
        st.cache_data.clear()
        st.session_state["erased"] = f"Erased from {count:,} record{'' if count == 1 else 's'}."
        del st.session_state["erase_name"]
        st.rerun()


def _say(key: str) -> None:
    """Say once what an action did, after the page was drawn anew."""
    words = st.session_state.pop(key, "")
    if words:
        st.html(messages.note(words))


if __name__ == "__main__":
    draw()
