"""The pages by group; those of a project are shown once one is open, and always have an address."""

from __future__ import annotations

import streamlit as st

from readiness import api
from readiness.domain.run import RunState
from ui import cache, state

LONGEST_NAME = 28
REFERENCE = "Reference"
TEAM = "Team"


def groups() -> dict[str, list[st.Page]]:
    """Return the navigation: projects, the open project under its name, the reference."""
    running = _running()
    name = _open_name()
    shown = name is not None
    # A file as it is named in the address: ui/pages/plan.py is /plan.
    project = [
        _page("run", "Running", "spinner", shown=running is not None),
        _page("scorecard", "Scorecard", "leaderboard", shown=shown),
        _page("criteria", "Criteria", "rule", shown=shown),
        _page("evidence", "Evidence", "fact_check", shown=shown),
        _page("plan", "Plan", "route", shown=shown),
        _page("compare", "Compare", "compare_arrows", shown=shown),
        _page("signatures", "Signatures", "signature", shown=shown),
    ]
    return {
        "": [_page("projects", "Projects", "folder_open", default=True), _page("setup", "Set-up", "tune", shown=False)],
        heading(name or running or "Project"): project,
        TEAM: [_page("meeting", "Review meeting", "groups"), _page("history", "History", "history")],
        REFERENCE: [_page("rules", "Rules", "menu_book")],
    }


def heading(name: str) -> str:
    """Return a project's name as the heading of its group: short, and never that of another group."""
    short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
    return f"{short} (project)" if short.strip() in ("", REFERENCE, TEAM) else short


def _page(name: str, title: str, icon: str, *, default: bool = False, shown: bool = True) -> st.Page:
    return st.Page(
        f"ui/pages/{name}.py",
        title=title,
        icon=icon if icon == "spinner" else f":material/{icon}:",
        default=default,
        visibility="visible" if shown else "hidden",
    )


def _running() -> str | None:
    run = api.runs().get(state.run())
    return run.request.name if run is not None and run.state is RunState.RUNNING else None


def _open_name() -> str | None:
    run = api.runs().of_assessment(state.assessment())
    return cache.name_of(run.id) if run is not None else None
