"""Whether the chain of records holds; copies of the history; erasing a person's name."""

from __future__ import annotations

import streamlit as st

from readiness import api, history_api
from readiness.report import history_view
from ui import remembered
from ui.components import history, messages
from ui.downloads import made_at_click

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


def chain() -> None:
    """Draw whether every record follows from the one before; on request also every whole assessment."""
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


def copies() -> None:
    """Draw the export of the whole history and the import of one."""
    with st.expander("Keep a copy, or take one in", icon=":material/inventory_2:"):
        st.html(messages.note(COPY))
        made_at_click(
            "Export the history",
            lambda: remembered.answered(lambda store: b"".join(history_api.exported(store))),
            file_name="readiness-history.json",
            mime="application/json",
            key="export",
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


def erasure() -> None:
    """Draw the erasure of a name, which asks twice and wants a reason."""
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
