"""Rules: the whole rubric, readable and searchable, with what feeds each practice."""

from __future__ import annotations

import streamlit as st

from readiness.domain.rubric import Rubric
from ui import cache, state
from ui.components import messages, rules

MOST_FOUND = 40


def draw() -> None:
    """Draw the part of the address, or what a search finds in all parts."""
    rubric = cache.rubric()
    if isinstance(rubric, str):
        st.html(messages.heading("Rules") + messages.failure(f"The rules cannot be read. {rubric}"))
        return
    st.html(messages.heading("Rules", f"{rubric.title}, version {rubric.version}. Every score follows from this text."))
    asked = st.text_input(
        "Search the practices", key=state.SEARCH, bind="query-params", placeholder="such as drift, rollback, pickle"
    )
    if asked and asked.strip():
        _search(rubric, asked.strip())
        return
    part = state.part() or rules.SCORE
    st.html(rules.tabs(rubric, part))
    shown = next((criterion for criterion in rubric.criteria if criterion.id == part), None)
    if shown is not None:
        st.html(rules.criterion(shown))
        st.html(rules.practices(shown.practices, rubric, cache.checks(), chosen=state.practice()))
    elif part == rules.QUESTIONS:
        st.html(rules.questions(rubric))
    elif part == rules.GLOSSARY:
        st.html(rules.glossary(rubric))
    else:
        if part != rules.SCORE:
            st.html(messages.note(f"The rules have no part {part}. How the score works is shown."))
        unchecked = sum(not practice.lines for _, practice in rubric.practices())
        st.html(rules.score(rubric, unchecked, sum(1 for _ in rubric.practices())))


def _search(rubric: Rubric, asked: str) -> None:
    found = rules.found_practices(rubric, asked)
    shown = [practice for _, practice in found[:MOST_FOUND]]
    rest = f", the first {MOST_FOUND} are shown" if len(found) > MOST_FOUND else ""
    st.html(messages.note(f"{len(found)} of {sum(1 for _ in rubric.practices())} practices hold these words{rest}."))
    only = shown[0].id if len(shown) == 1 else ""
    st.html(rules.marked(rules.practices(shown, rubric, cache.checks(), chosen=only), asked))


if __name__ == "__main__":
    draw()
