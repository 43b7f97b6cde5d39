"""The form of the set-up: every value that the manifest would hold, to confirm or correct before the assessment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from readiness.domain.set_up import ASKED, PERSONAL_DATA, RISK_TIERS, SERVINGS, TASKS, Answer, SetUp
from readiness.report import words
from ui.components import messages, set_up

OPEN = "Not known"
VARIABLE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]{0,99}")
WRITTEN_ADDRESS = (
    "the manifest holds the address itself, perhaps with its password. It is not opened from here. Put the address "
    "into a variable and write `connection: env:NAME`."
)
TABLES = (
    ("data.train", "Training table"),
    ("data.test", "Test table"),
    ("data.production", "Production table"),
)
DECIDES: Mapping[str, Answer] = {"Yes": True, "No": False, OPEN: None}
TERMS = {"risk_tier": "risk tier", "data.sensitive": "sensitive attribute", "model.path": "trust"}
PERSONAL = {"none": "None", "personal": "Personal", "special-category": "Special category"}


def answers(found: SetUp, noted: Mapping[str, Any], glossary: Mapping[str, str]) -> dict[str, Answer]:
    """Draw the form and return its answers by key of the manifest; ``noted`` is what was answered before a reload."""
    start = {key: noted.get(key, found.values.get(key)) for key in ASKED}
    form = _Form(found, start, glossary)
    st.html(messages.section("What it does"))
    with st.container(key="set_up_task", gap="small"):
        grid = st.grid(3, min_column_width=240)
        with grid.container():
            form.choice("task", "Task", TASKS, words.TASK)
        with grid.container():
            form.choice("serving", "Serving", SERVINGS, {name: name.capitalize() for name in SERVINGS})
        with grid.container():
            form.choice("risk_tier", "Risk tier", RISK_TIERS, {tier: tier.capitalize() for tier in RISK_TIERS})
    st.html(messages.section("Data and model", "paths and columns of the project"))
    grid = st.grid(3, min_column_width=240)
    for key, label in TABLES:
        with grid.container():
            form.named(key, label, found.tables)
    columns = found.tables.get(str(form.given["data.train"]), {})
    with grid.container():
        form.named("data.target", "Target column", columns)
    with grid.container():
        form.named("data.positive", "Positive class", columns.get(str(form.given["data.target"]), ()))
    with grid.container():
        form.named("model.path", "Trained model", found.models)
    form.several("data.sensitive", "Sensitive columns, by which groups of people are compared", columns)
    st.html(messages.section("People"))
    form.people()
    return form.given


def opened_connections(found: SetUp) -> tuple[str, ...]:
    """Draw one choice for each connection that the manifest asks for; return those that are to be opened."""
    if not found.connections:
        return ()
    st.html(messages.section("Connections", "opened only where you say so, and only to read"))
    ticked = []
    for name, tables in found.connections.items():
        behind = ", ".join(table.replace("`", "") for table in tables)
        if not VARIABLE.fullmatch(name):
            st.html(messages.note(f"{behind}: {WRITTEN_ADDRESS}"))
            continue
        if st.checkbox(f"Open this connection: `{name}`", key=f"open_{name}"):
            ticked.append(name)
        st.html(set_up.behind(name.removeprefix("env:"), behind))
    return tuple(ticked)


class _Form:
    """Draws one field after the other and keeps what they answer."""

    def __init__(self, found: SetUp, start: Mapping[str, Any], glossary: Mapping[str, str]) -> None:
        self.found = found
        self.glossary = glossary
        self.start = start
        self.given: dict[str, Answer] = {}

    def choice(self, key: str, label: str, options: tuple[str, ...], shown: Mapping[str, str]) -> None:
        """Draw a choice among the values that the manifest knows."""
        at = options.index(self.start[key]) if self.start[key] in options else None
        self.given[key] = st.selectbox(
            label,
            options,
            index=at,
            format_func=lambda name: shown[name],
            placeholder=OPEN,
            key=f"set_{key}",
            help=self.helped(key),
        )
        st.html(set_up.why(self.found, key))

    def named(self, key: str, label: str, options: Iterable[str]) -> None:
        """Draw a choice among names of the project; another one may be written."""
        names = list(options)
        start = self.start[key]
        if start is not None and str(start) not in names:
            names.insert(0, str(start))
        chosen = st.selectbox(
            label,
            names,
            index=names.index(str(start)) if start is not None else None,
            placeholder=OPEN,
            accept_new_options=True,
            key=f"set_{key}",
            help=self.helped(key),
        )
        self.given[key] = start if chosen == str(start) else _label(chosen) if key == "data.positive" else chosen
        st.html(set_up.why(self.found, key))

    def several(self, key: str, label: str, options: Iterable[str]) -> None:
        """Draw a choice of any number of columns."""
        start = [str(name) for name in self.start[key] or ()]
        names = [*start, *(name for name in options if name not in start)]
        chosen = st.multiselect(
            label, names, default=start, placeholder="None declared", key=f"set_{key}", help=self.helped(key)
        )
        self.given[key] = tuple(chosen) or None
        st.html(set_up.why(self.found, key))

    def helped(self, key: str) -> str | None:
        """Return what the word of a field means, from the one glossary."""
        return self.glossary.get(TERMS.get(key, ""))

    def people(self) -> None:
        """Draw the three questions about people."""
        grid = st.grid(3, min_column_width=240)
        with grid.container():
            names = list(DECIDES)
            at = next(index for index, name in enumerate(names) if DECIDES[name] is self.start["people.decisions"])
            chosen = st.radio("Does it decide about people?", names, index=at, horizontal=True, key="set_decisions")
            self.given["people.decisions"] = DECIDES[chosen or OPEN]
        with grid.container():
            self.choice("people.personal_data", "Personal data it reads", PERSONAL_DATA, PERSONAL)
        with grid.container():
            reason = st.text_input(
                "Why not, where no people are concerned",
                value=self.start["people.reason"] or "",
                key="set_reason",
                max_chars=500,
            )
            self.given["people.reason"] = reason.strip() or None


def _label(chosen: str | None) -> Answer:
    """Return a label of the target as the manifest holds it: a number where it reads as one."""
    if chosen is None:
        return None
    for number in (int, float):
        try:
            return number(chosen)
        except ValueError:
            continue
    return chosen
