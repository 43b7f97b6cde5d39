"""Direct identifiers: check digits count, chance does not."""

import datetime as dt

import numpy as np
import pytest

from checks.data_quality._identifier_facts import direct_identifiers, iban, luhn, masked
from checks.data_quality.identifier_columns import identifier_columns
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import tables
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource
from readiness.evidence.files.project_index import open_project

SETTINGS = Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


@pytest.fixture
def result(tmp_path):
    """Return a function from a training column's values (and other files) to the check's result."""

    def made(name, values, **files):
        lines = "".join(f"{index},{value}\n" for index, value in enumerate(values))
        (tmp_path / "train.csv").write_text(f"n,{name}\n{lines}")
        for path, text in files.items():
            (tmp_path / path.replace("__", ".")).write_text(text)
        project = open_project(tmp_path, SETTINGS)
        found = tables(project, Manifest(data=DataManifest(train=TableSource("train.csv"))))
        return identifier_columns(direct_identifiers(project, found, SETTINGS))

    return made


def test_check_digits_of_published_examples():
    assert luhn("79927398713")
    assert not luhn("79927398710")
    assert iban("GB82WEST12345698765432")
    assert not iban("GB82WEST12345698765431")
    assert masked("ann@firm.org") == "a••@••••.•••"


def test_good(result):
    assert result("city", ["Rome", "Oslo"] * 20).holds is True


CARDS = ["4111111111111111", "5500005555555559", "4012888888881881", "4222222222222"] * 6


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("contact", [f"person{i}@firm{i}.org" for i in range(30)], "e-mail addresses"),
        ("tel", [f"+49 30 12345{i:03d}" for i in range(30)], "phone numbers"),
        ("col_7", [f"123-45-{6000 + i}" for i in range(30)], "social security numbers"),
        ("account", ["GB82WEST12345698765432", "DE89370400440532013000"] * 12, "bank account numbers"),
        ("col_9", CARDS, "card numbers"),
        ("last_name", [f"Smith{chr(97 + i)}" for i in range(25)], "names"),
    ],
)
def test_bad(result, name, values, kind):
    found = result(name, values)
    assert found.holds is False
    assert found.findings[0].column == name
    assert kind in found.findings[0].message
    assert values[0] not in found.findings[0].message


def test_bad_in_a_log(result):
    log = "".join(f"INFO user u{i}@firm.org logged in\n" for i in range(25))
    found = result("a", [1, 2], app__log=log)
    assert found.holds is False
    assert str(found.findings[0].location) == "app.log:1"


def test_edge_few_values_are_a_question(result):
    found = result("note", ["a@firm.org", "b@firm.org", *["nothing"] * 30])
    assert found.holds is None
    assert "note" in found.reason


def test_edge_random_long_numbers_are_no_cards(result):
    numbers = np.random.default_rng(0).integers(4 * 10**15, 5 * 10**15, 500)
    assert result("reference", numbers).holds is True


def test_edge_placeholders_do_not_count(result):
    assert result("contact", [f"user{i}@example.com" for i in range(30)]).holds is True


def test_edge_local_phone_numbers_are_a_question(result):
    assert result("phone", [f"2053258{i:03d}" for i in range(30)]).holds is None
