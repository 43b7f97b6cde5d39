"""The history as the pages ask it: opened for one question, and a plain sentence where it cannot be asked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from readiness import api, history_api
from readiness.domain.ledger import LedgerRefused
from readiness.report import history_view
from readiness.report.history_view import Listed
from ui.components import messages

if TYPE_CHECKING:
    from readiness.domain.ledger import Verification
    from readiness.history_api import Store

T = TypeVar("T")
WAIT_SECONDS = 3
PAGE = 25
MOST_DRAWN = 100
MOST_CHECKED = 5_000


def asked(question: Callable[[Store], T]) -> T:
    """Return the history's answer.

    Raises
    ------
    LedgerRefused
        It cannot be asked.
    """
    with closing(history_api.open_history(wait=WAIT_SECONDS)) as history:
        return question(history)


def told(ask: Callable[[], T]) -> T | None:
    """Return what is asked for; where that fails as it may, say why and return None."""
    try:
        return ask()
    except Exception as error:
        st.html(messages.failure(_line(error)))
        return None


def answered(question: Callable[[Store], T]) -> T | None:
    """Return the history's answer; where it cannot be asked, say why and return None."""
    return told(lambda: asked(question))


def quietly(question: Callable[[Store], T]) -> T | None:
    """Return the history's answer, or None where it cannot be asked: for what a page can do without."""
    try:
        return asked(question)
    except Exception as error:
        _line(error)
        return None


def _line(error: Exception) -> str:
    """Return an expected failure in one line; anything else is a defect of ours and goes on."""
    if isinstance(error, LedgerRefused):
        said = str(error)
        return said[:1].upper() + said[1:]
    failure = api.expected_failure(error)
    if failure is None:
        raise error
    return failure.line


def catch_up() -> None:
    """Enter finished runs that are not in the history yet; what cannot be entered is tried again later."""
    quietly(lambda history: history_api.catch_up(history, api.runs()))


def listed(store: Store, project: str, trust: str, begins: str, page: int) -> tuple[Listed, ...]:
    """Return one page (from 1) of the list, each row beside the assessment before it of the same project."""
    found = history_api.kept(store, project or None, PAGE, (page - 1) * PAGE, trust=trust, begins=begins)
    before = history_api.ones_before(store, found)
    return tuple(history_view.listed(summary, before.get(summary.number)) for summary in found)


def brought_back(identity: str) -> bool:
    """Return whether an assessment that no run holds any more was found in the history, and can be opened now."""
    return bool(quietly(lambda history: history_api.bring_back(history, api.runs(), identity)))


def chain() -> Verification | None:
    """Return the state of the chain as of the last minute, without reading whole assessments.

    None where there are too many records to follow while somebody waits; the failure to ask is said.
    """
    head = answered(lambda history: history.head())
    return None if head is None or head[0] > MOST_CHECKED else told(lambda: _chain(*head))


@st.cache_data(max_entries=4, ttl=60, show_spinner=False)
def _chain(number: int, digest: str) -> Verification:
    return asked(lambda history: history_api.verify(history, documents=False))
