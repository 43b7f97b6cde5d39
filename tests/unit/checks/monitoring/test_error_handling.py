"""Errors are caught, recorded and answered, and none is swallowed."""

import pytest

from checks.monitoring.error_handling import error_handling

GOOD = "    try:\n        pass\n    except ValueError as e:\n        logger.error(e)\n        raise HTTPException(422)"
SWALLOWED = "    try:\n        pass\n    except Exception:\n        pass"
UNRECORDED = "    try:\n        pass\n    except ValueError:\n        raise HTTPException(422)"
NARROW = GOOD + "\n    try:\n        pass\n    except KeyError:\n        pass"
REGISTERED = "@app.exception_handler(Exception)\ndef failed(request, error):\n    logger.exception('x')\n    return 1"


@pytest.mark.parametrize(
    ("body", "bottom", "holds"),
    [
        (GOOD, "", True),
        ("    pass", REGISTERED, True),
        (NARROW, "", True),
        (SWALLOWED, "", False),
        (SWALLOWED, REGISTERED, False),
        (UNRECORDED, "", False),
        ("    pass", "", False),
    ],
)
def test_handling(service, body, bottom, holds):
    serving, log, _, _, reach = service(body, bottom=bottom)
    result = error_handling(serving, log, reach)
    assert result.holds is holds
    assert bool(result.findings) is not holds
    assert bool(result.evidence) is holds


def test_the_swallowing_line_is_named(service):
    serving, log, _, _, reach = service(SWALLOWED)
    (finding,) = error_handling(serving, log, reach).findings
    assert str(finding.location) == "serve.py:11"
    assert "serve.py:11" in finding.fix
