"""Every key of the address and of the session, each with one typed way to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

Kept = TypeVar("Kept")

ASSESSMENT = "a"
RUN = "run"
SETUP = "setup"
CRITERION = "criterion"
PRACTICE = "practice"
PART = "part"
SEGMENT = "segment"
SEARCH = "q"
TIER = "tier"
SHOWN = "shown"
TOUR = "tour"
OTHER = "b"
PROJECT = "project"
PAGE = "sheet"
TRUST = "trust"
BEGINS = "begins"
MEETING = "meeting"
STEP = "step"
ITEM = "item"
_LONGEST = 200


def assessment() -> str:
    """Return the id of the open assessment: from the address, else the one open in this session, else empty."""
    return _shared(ASSESSMENT)


def run() -> str:
    """Return the id of the run that is followed, in the same order."""
    return _shared(RUN)


def setup() -> str:
    """Return the id of the chosen project in the address, or empty."""
    return _asked(SETUP)


def tier() -> str:
    """Return the risk tier in the address whose targets are shown, or empty: then that of the assessment."""
    return _asked(TIER)


def toured() -> bool:
    """Return whether the tour was dismissed: as the address says, or in this session."""
    return _shared(TOUR) == "off"


def end_tour() -> None:
    """Dismiss the tour in this session and in the address, which a reload keeps."""
    st.session_state[TOUR] = "off"
    st.query_params[TOUR] = "off"


def criterion() -> str:
    """Return the id of the criterion in the address, or empty."""
    return _asked(CRITERION)


def practice() -> str:
    """Return the id of the practice in the address, or empty."""
    return _asked(PRACTICE)


def part() -> str:
    """Return the part of the rules in the address, or empty."""
    return _asked(PART)


def meeting() -> str:
    """Return the id of the review in the address, or empty."""
    return _asked(MEETING)


def step() -> str:
    """Return the part of the review in the address, or empty: then the review's own place is followed."""
    return _asked(STEP)


def item() -> str:
    """Return the agenda item in the address that this viewer looks at, or empty: then the one on everybody's screen."""
    return _asked(ITEM)


def segment() -> str:
    """Return the segment of the evidence in the address, or empty."""
    return _asked(SEGMENT)


def other() -> str:
    """Return the id of the assessment in the address that the open one is compared with, or empty."""
    return _asked(OTHER)


def project() -> str:
    """Return the project in the address whose history is shown, or empty."""
    return _asked(PROJECT)


def trust() -> str:
    """Return the level of trust in the address to which a list is narrowed, or empty."""
    return _asked(TRUST)


def begins() -> str:
    """Return the first digits of a commit or an id in the address to which a list is narrowed, or empty."""
    return _asked(BEGINS).strip()


def page_number() -> int:
    """Return the page of a list in the address, from 1."""
    asked = _asked(PAGE)
    return int(asked) if asked.isdecimal() and 0 < int(asked) < 1_000_000 else 1


def show(identity: str) -> None:
    """Write the open assessment into the address, so that it can be copied."""
    if st.query_params.get(ASSESSMENT) != identity:
        st.query_params[ASSESSMENT] = identity


def follow(identity: str) -> None:
    """Follow a run in this session."""
    st.session_state[RUN] = identity


def leave_run() -> None:
    """Stop following the run of this session."""
    st.session_state[RUN] = ""


def once(key: str, first: Callable[[], Kept]) -> Kept:
    """Return what this session keeps under a key, made when it is first asked for."""
    if key not in st.session_state:
        st.session_state[key] = first()
    kept: Kept = st.session_state[key]
    return kept


def keep(key: str, value: object) -> None:
    """Keep a value in this session."""
    st.session_state[key] = value


def _shared(key: str) -> str:
    asked = _asked(key)
    if asked:
        st.session_state[key] = asked
    return str(st.session_state.get(key, ""))


def _asked(key: str) -> str:
    return str(st.query_params.get(key, ""))[:_LONGEST]
