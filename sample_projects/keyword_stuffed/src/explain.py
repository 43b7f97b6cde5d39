# SHAP and LIME explanations, Fairlearn metrics, bias mitigation
import lime
import shap
from fairlearn.metrics import MetricFrame
