"""A log entry counts when it is on the path and really written."""

import pytest

from checks.monitoring.logging_emitted import logging_emitted
from readiness.domain.evidence import Absent

LOGGED = """    try:
        logger.info("asked")
    except ValueError:
        logger.exception("failed")
        raise HTTPException(status_code=422)"""


@pytest.mark.parametrize(
    ("body", "top", "count"),
    [
        (LOGGED, "logging.basicConfig(level=logging.INFO)", 2),
        (LOGGED, "", 1),
        ("    logger.info('asked')", "from loguru import logger as other", 0),
        ("    other.info('asked')", "from loguru import logger as other", 1),
        ("    print('asked')", "", 0),
        ("    logger.debug('asked')", "logging.basicConfig()", 0),
    ],
    ids=["good", "not configured", "silent", "loguru", "print", "debug"],
)
def test_events(service, body, top, count):
    serving, log, *_ = service(body, top)
    assert logging_emitted(serving, log).measurements[0].value == count


def test_the_finding_names_the_silent_call_and_the_fix(service):
    serving, log, *_ = service("    logger.info('asked')")
    found = logging_emitted(serving, log).findings
    assert "serve.py:9, but no level and handler are set" in found[0].message
    assert "basicConfig" in found[0].fix


def test_a_log_at_start_up_is_no_prediction(service):
    bottom = "@app.on_event('startup')\ndef start():\n    logging.basicConfig()\n    logger.info('up')"
    serving, log, *_ = service(bottom=bottom)
    assert log.predictions == ()
    assert logging_emitted(serving, log).measurements[0].value == 0


def test_absent_without_a_serving_path(code_of):
    assert isinstance(code_of({"a.py": "import logging\nlogging.info('x')\nprint(1)\n"}).serving, Absent)
