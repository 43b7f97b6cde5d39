"""The proposed manifest is valid, and each guess stands with its reason."""

from readiness.evidence.declared.manifest import DataManifest, Guess, Manifest, TableSource
from readiness.evidence.declared.manifest_proposal import proposed_manifest
from readiness.evidence.declared.manifest_reading import manifest_as_written
from readiness.evidence.files.yaml_lines import read_yaml


def test_a_proposal_reads_back_without_a_problem():
    manifest = Manifest(
        name="my: project",
        task="binary-classification",
        data=DataManifest(
            train=TableSource("data/train 1.csv"), target="is\nodd", positive="yes", sensitive=("a", "b")
        ),
        guesses=(Guess("data.target", "is\nodd", "named\nlike a target"),),
    )
    text = proposed_manifest(manifest)
    read = manifest_as_written("readiness.yaml", read_yaml(text), "x")
    assert read.problems == ()
    assert (read.name, read.task, read.data.train) == ("my: project", manifest.task, manifest.data.train)
    assert (read.data.target, read.data.positive, read.data.sensitive) == ("is\nodd", "yes", ("a", "b"))
    assert '  target: "is\\nodd"  # named like a target\n' in text
    assert "# model:\n#   path:  # the shipped model\n" in text


def test_nothing_known_is_all_comments():
    read = manifest_as_written("readiness.yaml", read_yaml(proposed_manifest(Manifest(name="x"))), "x")
    assert (read.problems, read.data, read.people.decisions) == ((), DataManifest(), None)
