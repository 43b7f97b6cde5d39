"""Records are JSON, carry four fields, and no personal one."""

import pytest

from checks.monitoring.structured_logs import structured_logs

JSON = "from pythonjsonlogger.json import JsonFormatter\nh = logging.StreamHandler()\nh.setFormatter(JsonFormatter())"
OWN = (
    "import json\nclass Lines(logging.Formatter):\n    def format(self, r):\n        return json.dumps(vars(r))\n"
    "h = logging.StreamHandler()\nh.setFormatter(Lines())"
)
FULL = "    logger.info('p', extra={'request_id': 1, 'model_version': 2, 'input_id': 3, 'score': 4})"


@pytest.mark.parametrize(
    ("body", "top", "holds", "fields"),
    [
        (FULL, JSON, True, 4),
        (FULL, OWN, True, 4),
        (FULL, "", False, 4),
        ("    logger.info(f'score {x}')", JSON, True, 0),
        (FULL.replace("'input_id'", "'email'"), JSON, False, 3),
        ("    pass", JSON, False, 0),
        ("    logger.info('p request_id=%s model_version=%s', 1, 2)", "", False, 2),
    ],
    ids=["good", "own formatter", "free text", "edge-no fields", "personal", "no record", "named in the text"],
)
def test_records(service, body, top, holds, fields):
    serving, log, form, *_ = service(body, top)
    result = structured_logs(serving, log, form)
    assert (result.holds, result.measurements[0].value) == (holds, fields)


def test_a_formatter_that_is_only_imported_does_not_count(service):
    serving, log, form, *_ = service(FULL, JSON.split("\n")[0])
    assert structured_logs(serving, log, form).holds is False
