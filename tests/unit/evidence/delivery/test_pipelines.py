"""CI files of several platforms to workflows, steps and commands that block."""

from readiness.evidence.delivery.pipeline_files import read_pipelines
from readiness.evidence.delivery.programs import runs_tests

GITHUB = """\
name: ci
on:
  push:
    branches: [main]
  pull_request:
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Install
        run: uv sync --frozen
      - run: |
          ruff check .
          make test
      - run: pytest | tee out.txt
      - run: pytest tests/slow
        continue-on-error: true
      - if: false
        run: pytest tests/off
"""
MAKEFILE = "test: lint\n\tpytest -q\nlint:\n\truff check .\n"


def running_tests(pipelines, *, blocking):
    return [
        (command.text, command.line)
        for workflow in pipelines.workflows
        for job, step in workflow.active_steps()
        for command in (step.blocking() if blocking else step.commands)
        if runs_tests(command)
    ]


def test_github_workflow_with_lines_and_make_targets(project_of):
    pipelines = read_pipelines(project_of({".github/workflows/ci.yml": GITHUB, "Makefile": MAKEFILE}))
    (workflow,) = pipelines.workflows
    assert [(trigger.name, trigger.line) for trigger in workflow.triggers] == [("push", 3), ("pull_request", 5)]
    assert workflow.on_change
    # a pipe without pipefail and continue-on-error do not block; a disabled step does not run
    assert running_tests(pipelines, blocking=True) == [("pytest -q", 15)]
    assert running_tests(pipelines, blocking=False) == [("pytest -q", 15), ("pytest", 16), ("pytest tests/slow", 17)]


def test_triggers_that_are_no_change(project_of):
    text = GITHUB.replace("  push:\n    branches: [main]\n  pull_request:\n", "  push: {tags: [v*]}\n  schedule: []\n")
    (workflow,) = read_pipelines(project_of({".github/workflows/ci.yml": text})).workflows
    assert [trigger.name for trigger in workflow.triggers] == ["tag", "schedule"]
    assert not workflow.on_change


def test_local_reusable_workflow_and_composite_action(project_of):
    pipelines = read_pipelines(
        project_of(
            {
                ".github/workflows/ci.yml": "on: push\njobs:\n  a:\n    uses: ./.github/workflows/inner.yml\n"
                "  b:\n    steps:\n      - uses: ./.github/actions/check\n",
                ".github/workflows/inner.yml": "on: workflow_call\njobs:\n  t:\n    steps: [{run: pytest inner}]\n",
                ".github/actions/check/action.yml": "runs:\n  steps:\n    - run: pytest action\n      shell: bash\n",
            }
        )
    )
    assert ("pytest inner", 3) in running_tests(pipelines, blocking=True)
    assert ("pytest action", 7) in running_tests(pipelines, blocking=True)


def test_files_the_platform_does_not_pick_up(project_of):
    project = project_of({".github/workflows/ci.yml.example": GITHUB, "sub/.github/workflows/ci.yml": GITHUB})
    absent = read_pipelines(project)
    assert ".github/workflows/ci.yml.example" in absent.reason
    assert "does not pick" in absent.reason


def test_gitlab_pipeline(project_of):
    text = """\
include: /ci/base.yml
default:
  before_script: [poetry install]
test:
  extends: .python
  script:
    - poetry run pytest
nightly:
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script: python train.py
optional:
  allow_failure: true
  script: [mypy .]
.hidden:
  script: [pytest hidden]
"""
    project = project_of({".gitlab-ci.yml": text, "ci/base.yml": ".python:\n  image: python\n"})
    (workflow,) = read_pipelines(project).workflows
    assert workflow.on_change
    assert {job.name: (job.on_change, job.may_fail) for job in workflow.jobs} == {
        "test": (True, False),
        "nightly": (False, False),
        "optional": (True, True),
    }
    assert [command.text for command in workflow.jobs[0].steps[0].commands] == ["poetry install", "poetry run pytest"]
    assert workflow.jobs[0].steps[0].commands[1].line == 7


def test_azure_circle_and_travis(project_of):
    pipelines = read_pipelines(
        project_of(
            {
                "azure-pipelines.yml": "trigger: none\npr: [main]\nsteps:\n- script: pytest a\n- task: X@1\n",
                ".circleci/config.yml": "jobs:\n  t:\n    steps:\n      - checkout\n      - run: pytest c | tee x\n"
                "workflows:\n  w:\n    jobs: [t]\n",
                ".travis.yml": "script:\n  - pytest t\n",
            }
        )
    )
    assert {w.platform: [t.name for t in w.triggers] for w in pipelines.workflows} == {
        "Azure Pipelines": ["pull_request"],
        "CircleCI": ["push"],
        "Travis CI": ["push"],
    }
    assert sorted(running_tests(pipelines, blocking=True)) == [("pytest a", 4), ("pytest c", 5), ("pytest t", 1)]


def test_azure_templates_are_written_out_and_are_no_pipelines(project_of):
    pipelines = read_pipelines(
        project_of(
            {
                ".pipelines/pr.yml": "trigger: none\npr: [main]\njobs:\n- job: a\n  steps:\n  - template: q.yml\n",
                ".pipelines/q.yml": "steps:\n- script: |\n    pytest\n",
            }
        )
    )
    assert [workflow.path for workflow in pipelines.workflows] == [".pipelines/pr.yml"]
    assert running_tests(pipelines, blocking=True) == [("pytest", 6)]


def test_junk_is_listed_not_raised(project_of):
    absent = read_pipelines(project_of({".github/workflows/a.yml": "on: [", ".github/workflows/b.yml": "jobs: 3"}))
    assert "not valid YAML" in absent.reason


def test_no_pipeline(project_of):
    assert "no continuous-integration" in read_pipelines(project_of({"README.md": "pytest in CI"})).reason
