"""Timers and alarms of infrastructure files, as schedules and alert rules."""

from readiness.domain.evidence import Absent
from readiness.evidence.code.python_source import python_sources
from readiness.evidence.code.schedules import schedules
from readiness.evidence.delivery.cloud_files import read_cloud_resources
from readiness.evidence.operation.prometheus_files import read_alert_rules

NONE = Absent("none")
SERVERLESS = """\
service: train
functions:
  retrain:
    handler: src/train.run
    events:
      - schedule: rate(7 days)
  paused:
    handler: src/train.run
    events:
      - schedule: {rate: rate(1 day), enabled: false}
"""
TERRAFORM = """\
resource "aws_cloudwatch_event_rule" "weekly" { schedule_expression = "rate(7 days)" }
resource "aws_cloudwatch_event_target" "weekly" {
  rule = aws_cloudwatch_event_rule.weekly.name
  arn  = aws_lambda_function.retrain.arn
}
resource "aws_lambda_function" "retrain" { handler = "src/train.run" }
resource "aws_cloudwatch_metric_alarm" "slow" {
  namespace           = "AWS/SageMaker"
  metric_name         = "ModelLatency"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 200000
  period              = 60
  evaluation_periods  = 5
  alarm_actions       = [aws_sns_topic.owner.arn]
}
resource "aws_cloudwatch_metric_alarm" "drift" {
  namespace           = "Screening"
  metric_name         = "prediction_drift"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0.2
}
"""
CODE = "def run(event=None, context=None):\n    return 1\n"


def timers(project):
    sources = python_sources(project, NONE)
    found = schedules(project, sources, NONE, NONE, read_cloud_resources(project, sources))
    return [(one.title, one.times, one.active, one.location.line, one.starts) for one in found.schedules]


def test_events_of_functions(project_of):
    starts = (("src/train.py", ""), ("src/train.py", "run"))
    assert timers(project_of({"serverless.yml": SERVERLESS, "src/train.py": CODE})) == [
        ("function retrain", "rate(7 days)", True, 6, starts),
        ("function paused", "rate(1 day)", False, 10, starts),
    ]


def test_rule_that_leads_to_a_function(project_of):
    (found,) = timers(project_of({"main.tf": TERRAFORM, "src/train.py": CODE}))
    assert found[1:3] == ("rate(7 days)", True)
    assert found[4] == (("src/train.py", ""), ("src/train.py", "run"))


def test_alarms_are_alert_rules(project_of):
    project = project_of({"main.tf": TERRAFORM})
    rules = read_alert_rules(project, read_cloud_resources(project, NONE))
    slow, drift = rules.alerts
    assert (slow.expression, slow.duration, slow.severity) == ("aws_sagemaker_modellatency > 200000", "300s", "alarm")
    assert slow.metrics == {"aws_sagemaker_modellatency"}
    assert (drift.metrics, drift.severity, drift.line) == ({"prediction_drift"}, "", 16)
    assert [receiver.name for receiver in rules.receivers] == ["aws_sns_topic.owner.arn"]
