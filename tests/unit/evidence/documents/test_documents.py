"""Documents to sections, placeholders, and what kind each one is."""

import json

import pytest

from readiness.evidence.documents.document_reading import parse_document, read_documents
from readiness.evidence.documents.documents import Section


def test_markdown_sections_with_lines_and_parents():
    text = "intro\n\n# Title\nbody\n```\n# no heading\n```\n## Part ##\ntext\n<!--\n# hidden\n-->\nUnder\n-----\nlast\n"
    document = parse_document(text, "a.md")
    assert [(s.title, s.level, s.line, s.parents) for s in document.sections] == [
        ("", 0, 1, ()),
        ("Title", 1, 3, ()),
        ("Part", 2, 8, ("Title",)),
        ("Under", 1, 13, ()),
    ]
    assert document.under(document.sections[1]) == "body\n```\n# no heading\n```\nPart\ntext"


def test_restructured_text_and_notebook():
    document = parse_document("====\nMain\n====\n\ntext here\n\nSub\n---\nmore\n", "a.rst")
    assert [(s.title, s.level) for s in document.sections if s.title] == [("Main", 1), ("Sub", 2)]
    cells = [
        {"cell_type": "markdown", "source": ["# Data\n", "Where it is from\n"]},
        {"cell_type": "code", "source": "# x"},
    ]
    text = json.dumps({"cells": cells}, indent=1)
    (section,) = parse_document(text, "a.ipynb").sections
    assert (section.title, section.body) == ("Data", "Where it is from")
    assert "# Data" in text.splitlines()[section.line - 1]


@pytest.mark.parametrize(
    ("body", "filled"),
    [
        ("Predicts whether a customer leaves within a month.", True),
        ("ROC AUC 0.81", True),
        ("TODO", False),
        ("[More information needed]", False),
        ("<describe the intended use here>", False),
        ("Lorem ipsum dolor sit amet", False),
        ("n/a", False),
        ("", False),
        ("See [the link](http://x) and <https://y.z> for the details of it", True),
        ("Use `<name>` as the key of every single row", True),
    ],
)
def test_filled_sections(body, filled):
    assert Section("x", 2, 1, body).filled is filled


CARD = """\
# Churn classifier
## Intended use
Rank customers for a call by the retention team.
## Training data
Two years of contracts.
## Evaluation results
ROC AUC 0.81 on 2,000 held-out rows.
## Limitations and ethical considerations
Not for pricing.
## Details and description
Gradient boosting.
"""


def test_a_kind_is_told_by_content_or_name(project_of):
    documents = read_documents(
        project_of(
            {
                "docs/about.md": CARD,
                "MODEL_CARD.md": "# Model card\nTODO\n",
                "README.md": "# Project\n## Usage\nWe have a model card and a runbook somewhere.\n",
                "docs/oncall.md": "# Runbook: high error rate\n## Symptoms\nErrors\n## Steps\nDo it\n",
                "requirements.txt": "pandas\n",
                "empty.md": "",
            }
        )
    )
    assert [d.path for d in documents.of_kind("model_card")] == ["MODEL_CARD.md", "docs/about.md"]
    assert [d.path for d in documents.of_kind("runbook")] == ["docs/oncall.md"]
    assert documents.of_kind("retraining_policy") == ()
    assert sorted(d.path for d in documents.documents) == [
        "MODEL_CARD.md",
        "README.md",
        "docs/about.md",
        "docs/oncall.md",
    ]


@pytest.mark.parametrize(
    ("name", "text"), [("a.ipynb", "{"), ("a.ipynb", "[]"), ("a.md", "\x00#"), ("a.rst", "=====\n" * 50)]
)
def test_junk_never_raises(name, text):
    assert parse_document(text, name).path == name


def test_comments_are_blanked_out_and_lines_stay():
    document = parse_document("# A\n<!-- x\n# hidden\n--># B\ntext\n" + "<!--" * 20_000, "a.md")
    assert [(section.title, section.line) for section in document.sections] == [("A", 1), ("B", 4)]
