"""How predictions are asked for."""

import pytest

FASTAPI = "import joblib\nfrom fastapi import FastAPI\napp = FastAPI()\nmodel = joblib.load('m.pkl')\n\n\n@app.post('/predict')\ndef predict(x: float):\n    return float(model.predict([[x]])[0])\n"
FLASK = "import pickle\nfrom flask import Flask, request\napp = Flask(__name__)\nmodel = pickle.load(open('m.pkl', 'rb'))\n\n\n@app.route('/predict', methods=['POST'])\ndef answer():\n    return str(model.predict([request.json['x']])[0])\n"
LAMBDA = "import joblib\n\nmodel = joblib.load('m.pkl')\n\n\ndef score_event(event, context):\n    return {'body': float(model.predict([event['x']])[0])}\n"
AZURE = "import joblib\n\n\ndef init():\n    global model\n    model = joblib.load('m.pkl')\n\n\ndef run(data):\n    return model.predict(data).tolist()\n"
PAGE = "import joblib\nimport streamlit as st\n\nmodel = joblib.load('m.pkl')\nst.write(model.predict([[st.number_input('x')]]))\n"
SAVED = "import mlflow\n\n\nclass Wrapped(mlflow.pyfunc.PythonModel):\n    def predict(self, context, rows):\n        return self.model.predict(rows)\n\n\nif __name__ == '__main__':\n    mlflow.pyfunc.log_model('m', python_model=Wrapped())\n"
HEALTH = "\n\n@app.get('{}')\ndef {}():\n    return {{'status': 'ok'}}\n"
JOB = "import joblib\nimport pandas as pd\n\nmodel = joblib.load('m.pkl')\ntable = pd.read_csv('new.csv')\ntable['churn'] = model.predict(table)\ntable.to_csv('{}')\n"
SPARK = "import mlflow\nfrom pyspark.sql import SparkSession\n\nspark = SparkSession.builder.getOrCreate()\nscore = mlflow.pyfunc.spark_udf(spark, 'models:/churn/1')\nspark.table('a').withColumn('p', score()).write.saveAsTable('b')\n"
EVALUATES = "import joblib\nimport pandas as pd\nfrom sklearn.metrics import f1_score\n\nmodel = joblib.load('m.pkl')\ntable = pd.read_csv('test.csv')\ntable['p'] = model.predict(table)\nprint(f1_score(table['y'], table['p']))\ntable.to_csv('out.csv')\n"
BENTO = "import bentoml\n\n\n@bentoml.service\nclass Churn:\n    @bentoml.api\n    def predict(self, x: float) -> float:\n        return self.model.predict([[x]])[0]\n"

CASES = [
    ("serving-api", True, {"app.py": FASTAPI}),
    ("serving-api", True, {"app.py": FLASK}),
    ("serving-api", True, {"handler.py": LAMBDA}),
    ("serving-api", True, {"score.py": AZURE}),
    ("serving-api", True, {"service.py": BENTO}),
    ("serving-api", True, {"plumber.R": "#* @post /predict\nfunction(req) {\n  predict(model, req$body)\n}\n"}),
    ("serving-api", True, {"Dockerfile": "FROM tensorflow/serving:2.14\nCOPY model /models/m\n"}),
    ("serving-api", False, {"app.py": PAGE}),
    ("serving-api", False, {"api.py": "import pandas as pd\n\npd.read_csv('a.csv').to_json('b.json')\n"}),
    ("serving-api", False, {"wrap.py": SAVED}),
    ("batch-prediction", True, {"score_customers.py": JOB.format("scored.csv")}),
    ("batch-prediction", True, {"spark_job.py": SPARK}),
    ("batch-prediction", True, {"app.py": FASTAPI + "\n\n@app.post('/predict_batch')\ndef predict_batch(rows: list):\n    return model.predict(rows).tolist()\n"}),
    ("batch-prediction", False, {"evaluate.py": EVALUATES}),
    ("batch-prediction", False, {"kaggle.py": JOB.format("submission.csv")}),
    ("batch-prediction", False, {"app.py": FASTAPI}),
    ("health-endpoint", True, {"app.py": FASTAPI + HEALTH.format("/healthz", "alive")}),
    ("health-endpoint", True, {"app.py": FLASK + "\n\n@app.route('/ping')\ndef ping():\n    return 'ok'\n"}),
    ("health-endpoint", True, {"service.py": BENTO}),
    ("health-endpoint", False, {"app.py": FASTAPI + HEALTH.format("/", "welcome")}),
    ("health-endpoint", False, {"app.py": FASTAPI, "Dockerfile": "FROM python:3.11\nCOPY . .\nHEALTHCHECK CMD curl localhost\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_serving(agrees, signal, expected, files):
    agrees(signal, expected, files)
