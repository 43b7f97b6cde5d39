"""The lines that SAMPLE.md points at hold what it says they hold."""

import pytest


@pytest.mark.parametrize(
    ("sample", "path", "line", "text"),
    [
        ("churn_notebook", "churn.ipynb", 233, "Accuracy: 0.8"),
        ("resume_screening", "scripts/make_data.py", 53, "interrupted = "),
        ("resume_screening", "scripts/make_data.py", 56, "part_time = "),
        ("resume_screening", "scripts/make_data.py", 89, 'forms["career_gap_months"].gt(6)'),
        ("resume_screening", "scripts/make_data.py", 90, 'forms["part_time_years"].gt(1)'),
        ("keyword_stuffed", "src/validate.py", 6, "validate_everything()"),
        ("keyword_stuffed", "src/app.py", 9, "logging.getLogger"),
        ("keyword_stuffed", "src/app.py", 14, '@app.post("/predict")'),
        ("keyword_stuffed", "dags/retrain.py", 7, "schedule=None"),
        ("keyword_stuffed", "readiness.yaml", 7, "people:"),
    ],
)
def test_the_line_is_where_the_document_says(samples, sample, path, line, text):
    lines = (samples / sample / path).read_text(encoding="utf-8").splitlines()
    assert text in lines[line - 1]
    document = (samples / sample / "SAMPLE.md").read_text(encoding="utf-8")
    row = next(row for row in document.splitlines() if f"`{path}` line" in row and str(line) in row)
    assert row.startswith("|")
