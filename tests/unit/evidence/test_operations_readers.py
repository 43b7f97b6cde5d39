"""Readers of collectors, owners, load tests and rollouts on blocks by hand and on hostile input."""

import pytest

from readiness.domain.evidence import Absent
from readiness.evidence.delivery.kubernetes_manifests import read_kubernetes
from readiness.evidence.delivery.rollouts import DisruptionBudget, rollouts
from readiness.evidence.documents.document_reading import read_documents
from readiness.evidence.operation.load_results import load_results
from readiness.evidence.operation.load_tests import load_tests
from readiness.evidence.operation.log_collector_blocks import classic_sections, fluentd_blocks, logstash_blocks
from readiness.evidence.operation.log_collectors import log_collectors
from readiness.evidence.operation.metric_sources import family_of, metric_sources
from readiness.evidence.operation.service_owners import ServiceOwners, service_owners

NONE = Absent("none")


def test_classic_sections():
    text = "[INPUT]\n  Name tail\n  Path /a b.log\n# comment\n[OUTPUT]\n  Name es\n"
    assert list(classic_sections(text)) == [
        ("input", "tail", {"name": "tail", "path": "/a b.log"}),
        ("output", "es", {"name": "es"}),
    ]


def test_fluentd_blocks_keep_nested_settings_apart():
    text = "<source>\n@type tail\npath /a\n<parse>\n@type json\n</parse>\n</source>\n<match x.**>\n@type s3\n</match>\n"
    assert list(fluentd_blocks(text)) == [
        ("input", "tail", {"@type": "tail", "path": "/a"}),
        ("output", "s3", {"match": "x.**", "@type": "s3"}),
    ]


def test_logstash_blocks():
    text = 'input {\n file { path => "/a" }\n}\noutput {\n if [x] {\n  elasticsearch { hosts => ["h"] }\n }\n}\n'
    assert list(logstash_blocks(text)) == [
        ("input", "file", {"path": "/a"}),
        ("output", "elasticsearch", {"hosts": "h"}),
    ]


@pytest.mark.parametrize(
    ("low", "high", "replicas", "kept"),
    [("1", "", 3, 1), ("50%", "", 3, 2), ("", "1", 3, 2), ("", "25%", 3, 2), ("", "", 3, 2), ("nonsense", "", 3, 3)],
)
def test_what_a_budget_keeps(low, high, replicas, kept):
    # Kubernetes rounds the percentages of a PodDisruptionBudget up
    assert DisruptionBudget(None, "default", {}, low, high).keeps(replicas) == kept


@pytest.mark.parametrize(
    ("name", "family"),
    [("node_cpu_seconds_total", "node"), ("DCGM_FI_DEV_GPU_UTIL", "gpu"), ("up", "up"), ("upload_total", None)],
)
def test_family_of_a_metric(name, family):
    assert family_of(name) == family


HOSTILE = {
    "a.jmx": "<HTTPSamplerProxy " * 20_000,
    "b.js": "import 'k6/http';" + "http.get('${" * 20_000,
    "c.conf": "[INPUT]\nName x\n" * 20_000,
    "d.conf": "input {\n" * 20_000 + "output {\n" * 20_000,
    "e.yml": "scrape_configs: [" + "[" * 500,
    "f_stats.csv": "Request Count,Failure Count\n" + '"' * 50_000,
    "g.json": '{"metrics": {"http_req_duration": [1, "x"], "http_reqs": {"count": "NaN"}}}',
    "h.jtl": "timeStamp,elapsed,label,success\n1e400,nan,x,true\n,,,\n",
    "CODEOWNERS": "* " + "@" * 50_000 + "\n\x00",
    "README.md": "# A\n\n" + "Owner: " * 20_000,
    "slo.yaml": "owner: {owner: {owner: [1, [2]]}}\n",
    "k.yaml": "apiVersion: apps/v1\nkind: Deployment\nspec: {replicas: -9, strategy: [1], template: {spec: 3}}\n",
    "l.toml": "[sinks.x]\ntype = 3\n[sources]\na = 1\n",
    "m.yaml": "clients: 3\nscrape_configs: {a: b}\n",
}


def test_hostile_files_are_left_out_or_read_as_far_as_they_make_sense(project_of):
    project = project_of(HOSTILE)
    kubernetes = read_kubernetes(project)
    documents = read_documents(project)
    assert all(not item.stores for item in log_collectors(project, NONE).collectors if item.kind == "Vector")
    requests = load_tests(project, NONE).requests
    assert len(requests) <= 2_000
    assert not any(request.hits("GET", "/predict") for request in requests)
    assert isinstance(load_results(project, documents), Absent)
    assert isinstance(service_owners(project, documents), (Absent, ServiceOwners))
    assert isinstance(metric_sources(project, kubernetes, NONE), Absent)
    assert rollouts(project, kubernetes).rollouts[0].drains is None
