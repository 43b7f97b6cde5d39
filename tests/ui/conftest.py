"""A hand-made assessment and its view, once for all tests of the pages."""

from __future__ import annotations

import pytest

from readiness import api
from readiness.domain.assessment import Assessment
from readiness.report.view import ReportView
from tests.ui.assessments import assessment


@pytest.fixture(scope="session")
def made() -> Assessment:
    return assessment()


@pytest.fixture(scope="session")
def view(made: Assessment) -> ReportView:
    return api.report_view(made)
