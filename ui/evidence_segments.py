"""The eight segments of the evidence as they are drawn: four that were measured, four that were found in files."""

from __future__ import annotations

import streamlit as st

from readiness.domain.assessment import Assessment
from readiness.report import evidence_view
from readiness.report.architecture_view import architecture_view
from readiness.report.data_view import DataView, data_view
from readiness.report.explain_view import explain_sections
from readiness.report.fairness_view import fairness_sections
from readiness.report.figure_view import Figure, Section
from readiness.report.lifecycle_view import lifecycle
from readiness.report.model_view import model_sections
from ui.components import evidence_sections, evidence_tables, evidence_verdicts, figures, messages
from ui.components.evidence_architecture import architecture
from ui.components.evidence_lifecycle import lifecycle as stages
from ui.expectations import expectations

# A change of theme reruns nothing; this presses a hidden button once, so that the figures take the new colours.
FOLLOW_THEME = """<script>(() => {
  const app = document.querySelector(".stApp");
  if (!app || window.rdTheme) return;
  const scheme = () => getComputedStyle(app).colorScheme;
  window.rdTheme = scheme();
  setInterval(() => {
    const now = scheme();
    if (now === window.rdTheme) return;
    window.rdTheme = now;
    const button = document.querySelector(".st-key-retheme button");
    if (button) button.click();
  }, 500);
})()</script>"""


def measured(assessment: Assessment, segment: str) -> None:
    """Draw data, model, explain or fairness."""
    verdicts = evidence_view.verdicts(assessment, segment)
    st.html(_head(segment, evidence_view.counted(verdicts)))
    if segment == "data":
        _tables(data_view(assessment), assessment.id)
        expectations(assessment.id)
    else:
        made = {"model": model_sections, "explain": explain_sections, "fairness": fairness_sections}[segment]
        _sections(made(assessment), assessment.id)
    st.html(messages.section("How the practices stand", "the lines that show it, or what speaks against it"))
    st.html(evidence_verdicts.verdicts(verdicts, assessment.id))
    _follow_theme()


def _tables(view: DataView, identity: str) -> None:
    if view.absent:
        st.html(evidence_sections.opening(Section("tables", "The tables", absent=view.absent), identity))
    else:
        st.html(
            evidence_sections.opening(Section("tables", "The tables, worst columns first", view.sentences), identity)
        )
        st.html(evidence_tables.tables(view.tables))
    beside = evidence_tables.side_by_side(view.tables, view.moved)
    if beside:
        st.html(beside)
    _sections(view.sections, identity)
    st.html(messages.section("What was found in them", "gravest first; values are masked where they may be personal"))
    st.html(evidence_tables.findings(view.findings))


def _sections(sections: tuple[Section, ...], identity: str) -> None:
    for section in sections:
        st.html(evidence_sections.opening(section, identity))
        for place, figure in enumerate(section.figures):
            _figure(figure, f"{section.key}_{place}")
        for table in section.tables:
            st.html(evidence_sections.table(table))
        folded = evidence_sections.more(section.more)
        if folded:
            st.html(folded)


def _figure(figure: Figure, key: str) -> None:
    theme = st.context.theme.type or "light"
    st.html(evidence_sections.caption(figure))
    st.plotly_chart(
        figures.drawing(figure, theme), theme=None, config=figures.CONFIG, alt=figure.label, key=f"figure_{key}"
    )
    st.html(evidence_sections.twin(figure))


def _follow_theme() -> None:
    """Draw the figures anew when the viewer changes the theme: Plotly takes its colours from here."""
    st.button("Draw again", key="retheme")
    st.html(FOLLOW_THEME, unsafe_allow_javascript=True)


def project(assessment: Assessment, segment: str) -> None:
    """Draw infrastructure, monitoring, learning or governance."""
    identity = assessment.id
    verdicts = evidence_view.verdicts(assessment, segment)
    view = architecture_view(assessment)
    st.html(_head(segment, evidence_view.counted(verdicts)))
    st.html(messages.section("The architecture as it was found", "each piece leads to its practice"))
    st.html(messages.note(view.text))
    st.html(architecture(view, segment, identity))
    tools = evidence_verdicts.tools(evidence_view.tools_view(assessment, segment))
    if tools:
        st.html(tools)
    st.html(messages.section("What was found where", "the lines that show it, or what speaks against it"))
    st.html(evidence_verdicts.verdicts(verdicts, identity))
    st.html(messages.section("By the seven stages of a model's life", "a stage without evidence is dashed"))
    st.html(stages(lifecycle(assessment), identity))


def _head(segment: str, said: str) -> str:
    return evidence_verdicts.head(evidence_view.SEGMENTS[segment], evidence_view.QUESTIONS[segment], said)
