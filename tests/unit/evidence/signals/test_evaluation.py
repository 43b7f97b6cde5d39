"""How a model is evaluated, explained and compared across groups."""

import pytest

FIT = "from sklearn.svm import SVC\n\nmodel = SVC().fit([[1]], [1])\n"
FOLDS = "from sklearn.model_selection import KFold\nfrom sklearn.svm import SVC\n\nfolds = KFold(5)\n"
METRICS = "from sklearn.metrics import accuracy_score, classification_report, f1_score, mean_squared_error\n"
GROUPS = "from sklearn.metrics import f1_score\n\n\ndef by_sex(table):\n    for value in table['sex'].unique():\n        part = table[table['sex'] == value]\n        print(value, f1_score(part['y'], part['p']))\n\n\nif __name__ == '__main__':\n    by_sex(None)\n"

CASES = [
    ("train-test-split", True, {"train.py": "from sklearn.model_selection import train_test_split\na, b = train_test_split([1, 2])\n" + FIT}),
    ("train-test-split", True, {"train.py": "from torch.utils.data import random_split\na, b = random_split([1, 2], [1, 1])\n"}),
    ("train-test-split", True, {"train.R": "library(rsample)\nparts <- initial_split(d)\n"}),
    ("train-test-split", False, {"train.py": FIT + "print(model.score([[1]], [1]))\n"}),
    ("train-test-split", False, {"train.py": FIT + "# train_test_split(x, y)\n"}),
    ("cross-validation", True, {"train.py": "from sklearn.model_selection import cross_val_score\n" + FIT + "print(cross_val_score(model, [[1]], [1]))\n"}),
    ("cross-validation", True, {"train.py": FOLDS + "for train, test in folds.split([[1], [2]]):\n    SVC().fit(train, test)\n"}),
    ("cross-validation", True, {"train.R": "fit <- caret::train(y ~ ., d, trControl = trainControl(method = 'cv'))\n"}),
    ("cross-validation", False, {"train.py": FOLDS + "train, test = next(folds.split([[1], [2]]))\nSVC().fit(train, test)\n"}),
    ("cross-validation", False, {"README.md": "# Plan\n\nK-folds cross validation to follow.\n", "train.py": FIT}),
    ("multiple-metrics", True, {"train.py": METRICS + FIT + "print(accuracy_score([1], [1]), f1_score([1], [1]))\n"}),
    ("multiple-metrics", True, {"train.py": METRICS + FIT + "print(classification_report([1], [1]))\n"}),
    ("multiple-metrics", True, {"train.py": "from tensorflow import keras\nmodel = keras.Sequential()\nmodel.compile(metrics=['accuracy', 'AUC'])\nmodel.fit([1], [1])\n"}),
    ("multiple-metrics", False, {"train.py": METRICS + FIT + "classification_report([1], [1])\n"}),
    ("multiple-metrics", False, {"train.py": METRICS + FIT + "report = classification_report([1], [1])\n"}),
    ("multiple-metrics", False, {"train.py": METRICS + FIT + "train_mse = mean_squared_error([1], [1])\ntest_mse = mean_squared_error([2], [2])\nprint(train_mse, test_mse)\n"}),
    ("hyperparameter-search", True, {"train.py": "from sklearn.model_selection import GridSearchCV\nfrom sklearn.svm import SVC\nGridSearchCV(SVC(), {'C': [1, 2]}).fit([[1]], [1])\n"}),
    ("hyperparameter-search", True, {"tune.py": "import optuna\nstudy = optuna.create_study()\nstudy.optimize(lambda trial: 1, n_trials=3)\n"}),
    ("hyperparameter-search", True, {"sweep.yaml": "method: bayes\nparameters:\n  lr: {min: 0.1, max: 1}\n"}),
    ("hyperparameter-search", False, {"train.py": FIT + "# GridSearchCV(SVC(), {'C': [1, 2]}).fit(x, y)\n"}),
    ("hyperparameter-search", False, {"train.py": "from sklearn.linear_model import Ridge\nalpha = 0.3\nRidge(alpha=alpha).fit([[1]], [1])\n"}),
    ("explainability", True, {"explain.py": "import shap\n" + FIT + "shap.TreeExplainer(model).shap_values([[1]])\n"}),
    ("explainability", True, {"explain.py": "from sklearn.inspection import permutation_importance\n" + FIT + "permutation_importance(model, [[1]], [1])\n"}),
    ("explainability", False, {"train.py": FIT + "print(model.feature_importances_)\n"}),
    ("explainability", False, {"requirements.txt": "shap\nlime\n", "train.py": FIT}),
    ("fairness-tests", True, {"fair.py": "from fairlearn.metrics import MetricFrame\nMetricFrame(metrics=len, y_true=[1], y_pred=[1], sensitive_features=[1])\n"}),
    ("fairness-tests", True, {"slices.py": GROUPS}),
    ("fairness-tests", False, {"plots.py": "import pandas as pd\ntable = pd.read_csv('a.csv')\ntable.groupby('sex')['age'].mean().plot()\n"}),
    ("fairness-tests", False, {"classes.py": GROUPS.replace("table['sex'].unique()", "table['target'].unique()")}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_evaluation(agrees, signal, expected, files):
    agrees(signal, expected, files)
