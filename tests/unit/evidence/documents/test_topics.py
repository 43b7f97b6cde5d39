"""What a document really says something about."""

import pytest

from readiness.evidence.documents.document_reading import parse_document
from readiness.evidence.documents.topics import covered, topic

OWNER = topic("owner", r"\bowner")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# A\n\n## Owner\nThe platform team answers every day.\n", 3),
        ("# A\nThe owner is the platform team of the company.\n", 2),
        ("# A\n| Part | Who |\n|---|---|\n| owner | the platform team on call |\n", 4),
        ("# A\n## Owner\nTODO\n", None),
        ("# A\n## Owner\n<name of the owner>\n", None),
        ("# A\nOwner: x\n", None),
        ("# A\n| Owner | and three more words |\n|---|---|\n", None),
        ("# A\n## Owner\n### Contact\nWrite to the platform team at any time.\n", 2),
        ("", None),
    ],
)
def test_headings_sentences_and_rows(text, line):
    assert covered(parse_document(text, "a.md"), [OWNER]) == {"owner": line}
