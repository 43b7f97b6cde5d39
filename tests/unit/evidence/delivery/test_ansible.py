"""Objects defined in Ansible tasks."""

from readiness.evidence.delivery.kubernetes_manifests import read_kubernetes

PLAYBOOK = """\
- hosts: localhost
  tasks:
    - name: deploy
      block:
        - kubernetes.core.k8s:
            state: present
            definition:
              apiVersion: apps/v1
              kind: Deployment
              metadata: {name: api}
              spec:
                replicas: 2
                template: {spec: {containers: [{name: api, image: "api:1"}]}}
    - kubernetes.core.k8s:
        state: absent
        definition: {apiVersion: apps/v1, kind: Deployment, metadata: {name: old}}
    - kubernetes.core.k8s:
        definition: "{{ lookup('template', 'x.j2') }}"
"""


def test_definition_in_a_block_of_tasks(project_of):
    (work,) = read_kubernetes(project_of({"deploy.yml": PLAYBOOK})).workloads
    assert (work.name, work.replicas, work.path, work.line) == ("api", 2, "deploy.yml", 8)


def test_junk_ends_in_words(project_of):
    read_kubernetes(project_of({"a.yml": "- k8s: {definition: [1, {kind: 3}]}\n- 3\n", "b.yml": "definition: [k8s:"}))
