"""The way from a chosen project to its assessment: what is inferred, what a person answers, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from readiness.history import run_lock
from readiness.history.runs import Runs
from readiness.history.sources import Sources
from tests.ui.drawn import page, run_folder, words

TABLE = "age,<script>alert(1)</script>,churn\n" + "".join(f"{20 + i % 50},x,{i % 2}\n" for i in range(100))
DECLARED = "version: 1\ntask: regression\nrisk_tier: critical\ndata: {train: customers.csv, target: age}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "loans"
    folder.mkdir()
    (folder / "customers.csv").write_text(TABLE)
    (folder / "train.py").write_text("print('trained')\n")
    return folder


@pytest.fixture
def asked(home: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Return what runs were asked for; none is started."""
    found: list[dict[str, object]] = []

    def started(self: Runs, path: Path, **choices: object) -> str:
        found.append({"path": path, **choices})
        return run_folder(home).name

    monkeypatch.setattr(Runs, "start", started)
    return found


def chosen(home: Path, project: Path) -> str:
    return Sources(home).choose("folder", project.name, project)


def test_a_folder_is_chosen_and_its_values_are_inferred(home: Path, project: Path) -> None:
    test = page()
    test.text_input(key="own_path").set_value(str(project)).run()
    test.button(key="own_continue").click().run()

    drawn = words(test)
    assert "The project has no <code>readiness.yaml</code>." in drawn
    assert "Inferred: the only table of the project" in drawn
    assert test.selectbox(key="set_data.target").value == "churn"
    assert test.selectbox(key="set_task").value == "binary-classification"
    assert "&lt;script&gt;" not in test.selectbox(key="set_data.target").options
    assert (
        list(project.iterdir()) == [project / "customers.csv", project / "train.py"]
        or len(list(project.iterdir())) == 2
    )


def test_the_answers_are_used_for_the_run_and_not_written_into_the_project(
    home: Path, project: Path, asked: list[dict[str, object]]
) -> None:
    test = page("setup", setup=chosen(home, project))
    test.multiselect(key="set_data.sensitive").set_value(["<script>alert(1)</script>"]).run()
    test.radio(key="set_decisions").set_value("Yes").run()
    test.selectbox(key="set_risk_tier").set_value("critical").run()
    test.button(key="own_assess").click().run()

    manifest = yaml.safe_load(str(asked[0]["manifest"]))
    assert manifest["data"]["sensitive"] == ["<script>alert(1)</script>"]
    assert manifest["data"]["train"] == "customers.csv"
    assert (manifest["people"], manifest["risk_tier"]) == ({"decisions": True}, "critical")
    assert not (project / "readiness.yaml").exists()


def test_a_reload_keeps_the_answers(home: Path, project: Path) -> None:
    identity = chosen(home, project)
    test = page("setup", setup=identity)
    test.selectbox(key="set_serving").set_value("batch").run()

    again = page("setup", setup=identity)

    assert again.selectbox(key="set_serving").value == "batch"
    assert again.selectbox(key="set_data.target").value == "churn"


def test_a_declared_manifest_that_is_confirmed_counts_itself(
    home: Path, project: Path, asked: list[dict[str, object]]
) -> None:
    (project / "readiness.yaml").write_text(DECLARED)
    test = page("setup", setup=chosen(home, project))

    assert "declares what follows in <code>readiness.yaml</code>" in words(test)
    test.button(key="own_assess").click().run()
    assert asked[0]["manifest"] == ""


def test_a_manifest_that_cannot_be_used_is_said_with_the_way_out(home: Path, project: Path) -> None:
    (project / "readiness.yaml").write_text("version: 9\n")

    assert "readiness.yaml:1: version 9 is not known" in words(page("setup", setup=chosen(home, project)))


def test_the_manifest_is_offered_to_take_along(home: Path, project: Path) -> None:
    test = page("setup", setup=chosen(home, project))

    test.button(key="manifest").click().run()

    assert "readiness.yaml" in [button.label for button in test.get("download_button")]
    assert not test.exception


def test_trusting_the_model_asks_for_consent_first(home: Path, project: Path) -> None:
    test = page("setup", setup=chosen(home, project))
    test.radio(key="own_trust").set_value("model").run()
    test.button(key="own_assess").click().run()

    assert "No model file will be loaded" in words(test)
    assert Runs(home).recent() == ()


def test_nothing_chosen_shows_the_way(home: Path) -> None:
    assert "Nothing to set up" in words(page("setup"))
    assert "Nothing to set up" in words(page("setup", setup="../../etc"))


def test_a_path_that_is_not_there_is_refused_in_words(home: Path) -> None:
    test = page()
    test.text_input(key="own_path").set_value("/nowhere/<b>").run()
    drawn = words(test.button(key="own_continue").click().run())

    assert "/nowhere/&lt;b&gt; cannot be found on this machine" in drawn


def test_a_folder_outside_the_roots_is_refused(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_ROOTS", str(tmp_path / "allowed"))
    test = page()
    test.text_input(key="own_path").set_value(str(tmp_path)).run()

    assert "READINESS_ROOTS" in words(test.button(key="own_continue").click().run())


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://example.org/a/b", "begin with https://"),
        ("https://u:p@example.org/a/b", "a user or a password"),
        ("", "Nothing was given"),
    ],
)
def test_an_address_that_may_not_be_cloned_is_refused(home: Path, address: str, said: str) -> None:
    test = page()
    test.radio(key="own_where").set_value("Public git repository").run()
    test.text_input(key="own_url").set_value(address).run()

    assert said in words(test.button(key="own_continue").click().run())


def test_cloning_can_be_switched_off(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_GIT", "off")

    assert page().radio(key="own_where").options == ["Folder on this machine", "Upload a .zip"]


def clone(home: Path, *said: str) -> Path:
    folder = home / "sources" / "20261120T194350-5f530fac"
    folder.mkdir(parents=True)
    written = {"kind": "git", "name": "loans", "path": str(home / "clones" / "a" / "loans"), "url": "https://x.org/a"}
    (folder / "source.json").write_text(json.dumps(written))
    (folder / "lock").touch()
    (folder / "output").write_text("\n".join(said))
    return folder


def test_a_clone_is_followed_and_can_be_cancelled(home: Path) -> None:
    folder = clone(home)

    with run_lock.taken(folder):
        test = page("setup", setup=folder.name)
        assert "Being cloned" in words(test)
        assert [button.label for button in test.button] == ["Cancel"]


def test_a_clone_that_failed_says_why(home: Path) -> None:
    folder = clone(home, "warning: <b>", "There is no such public repository. <b>")

    drawn = words(page("setup", setup=folder.name))

    assert "There is no such public repository. &lt;b&gt;" in drawn
    (folder / "cancelled").touch()
    assert "Cloning was cancelled" in words(page("setup", setup=folder.name))


def test_a_finished_clone_is_set_up(home: Path) -> None:
    folder = clone(home)
    place = home / "clones" / "a" / "loans"
    place.mkdir(parents=True)
    (place / "customers.csv").write_text(TABLE)

    test: AppTest = page("setup", setup=folder.name)

    assert test.selectbox(key="set_data.train").value == "customers.csv"
    assert "https://x.org/a" in words(test)


BEHIND = """version: 1
data:
  train: {connection: "env:LOANS_DB", table: public.loans}
  test: {connection: "env:LOANS_DB", table: public.<b>}
  production: {connection: "postgresql://ann:secret@db/x", table: live}
"""


def test_a_connection_is_opened_only_when_it_is_ticked(
    home: Path, project: Path, asked: list[dict[str, object]]
) -> None:
    (project / "readiness.yaml").write_text(BEHIND)
    test = page("setup", setup=chosen(home, project))

    box = test.checkbox(key="open_env:LOANS_DB")
    assert (box.label, box.value) == ("Open this connection: `env:LOANS_DB`", False)
    assert "train: public.loans, test: public.&lt;b&gt;" in words(test)
    test.button(key="own_assess").click().run()
    assert asked[0]["connections"] == ()

    again = page("setup", setup=chosen(home, project))
    again.checkbox(key="open_env:LOANS_DB").check().run()
    again.button(key="own_assess").click().run()
    assert asked[1]["connections"] == ("env:LOANS_DB",)


def test_an_address_in_the_manifest_is_neither_shown_nor_opened(home: Path, project: Path) -> None:
    (project / "readiness.yaml").write_text(BEHIND)
    test = page("setup", setup=chosen(home, project))

    assert "production: live: the manifest holds the address itself" in words(test)
    assert "secret" not in words(test)
    assert len(test.checkbox) == 1


def test_an_answer_leaves_tables_behind_a_connection_declared(
    home: Path, project: Path, asked: list[dict[str, object]]
) -> None:
    (project / "readiness.yaml").write_text(BEHIND)
    test = page("setup", setup=chosen(home, project))
    test.selectbox(key="set_risk_tier").set_value("critical").run()
    test.button(key="own_assess").click().run()

    manifest = yaml.safe_load(str(asked[0]["manifest"]))
    assert manifest["data"]["train"] == {"connection": "env:LOANS_DB", "table": "public.loans"}
    assert manifest["risk_tier"] == "critical"


def test_without_a_connection_nothing_is_asked(home: Path, project: Path) -> None:
    assert not page("setup", setup=chosen(home, project)).checkbox
