"""What stands between a request and the model."""

import pytest

HEAD = "import joblib\nfrom fastapi import Depends, FastAPI, Header, HTTPException, Request, UploadFile\nfrom pydantic import BaseModel\n\napp = FastAPI()\nmodel = joblib.load('m.pkl')\n"
TYPED = (
    HEAD
    + "\n\nclass Row(BaseModel):\n    age: int\n\n\n@app.post('/predict')\ndef predict(request: Row):\n    return float(model.predict([[request.age]])[0])\n"
)
LOOSE = (
    HEAD
    + "\n\n@app.post('/predict')\nasync def predict(request: Request):\n    data = await request.json()\n    {}\n    return float(model.predict([data['x']])[0])\n"
)
FLASK = "import joblib\nfrom flask import Flask, abort, jsonify, request\napp = Flask(__name__)\nmodel = joblib.load('m.pkl')\n\n\n@app.post('/predict')\ndef predict():\n    data = request.get_json()\n    {}\n    return jsonify(float(model.predict([data['x']])[0]))\n"
SCHEMA = FLASK.replace("import joblib\n", "import joblib\nimport jsonschema\n").format(
    "jsonschema.validate(data, {'type': 'object'})"
)
KEY = (
    HEAD
    + "from fastapi.security import APIKeyHeader\nkey = APIKeyHeader(name='X-API-Key')\n\n\ndef checked(token: str = Depends(key)):\n    if token != 'x':\n        raise HTTPException(status_code=401, detail='unauthorized')\n\n\n@app.post('/predict', dependencies=[Depends(checked)])\ndef predict(x: float):\n    return float(model.predict([[x]])[0])\n"
)
LOGIN = "import joblib\nfrom flask import Flask, request\nfrom flask_httpauth import HTTPBasicAuth\napp = Flask(__name__)\nauth = HTTPBasicAuth()\nmodel = joblib.load('m.pkl')\n\n\n@app.post('/predict')\n@auth.login_required\ndef predict():\n    return str(model.predict([request.json['x']])[0])\n"
OWN = FLASK.format("if request.headers.get('X-Api-Key') != 'k':\n        abort(401)")
UNCHECKED = FLASK.format("api_key = request.headers.get('X-Api-Key')\n    print(api_key)")

CASES = [
    ("input-validation", True, {"app.py": TYPED}),
    ("input-validation", True, {"app.py": SCHEMA}),
    ("input-validation", True, {"app.py": FLASK.format("if 'x' not in data:\n        abort(400)")}),
    ("input-validation", False, {"app.py": LOOSE.format("print(data)")}),
    ("input-validation", False, {"app.py": FLASK.format("if not request.content_type == 'application/json':\n        abort(400)")}),
    ("input-validation", False, {"app.py": HEAD + "\n\n@app.post('/predict')\ndef predict(image: UploadFile):\n    return float(model.predict(image.file)[0])\n"}),
    ("auth-on-api", True, {"app.py": KEY}),
    ("auth-on-api", True, {"app.py": LOGIN}),
    ("auth-on-api", True, {"app.py": OWN}),
    ("auth-on-api", True, {"aks.yml": "computeType: AKS\nauthEnabled: True\n"}),
    ("auth-on-api", False, {"app.py": UNCHECKED}),
    ("auth-on-api", False, {"app.py": TYPED, "README.md": "# API\n\nAuthentication is planned: send an API key.\n"}),
    ("auth-on-api", False, {"app.py": TYPED.replace("app = FastAPI()", "app = FastAPI()\napp.add_middleware(CORSMiddleware, allow_origins=['*'])")}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_the_way_to_the_model(agrees, signal, expected, files):
    agrees(signal, expected, files)
