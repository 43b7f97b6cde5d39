"""Checks on the data inside the pipelines."""

import pytest

TRAIN = "import pandas as pd\nfrom sklearn.svm import SVC\n\n\ndef load():\n    table = pd.read_csv('raw.csv')\n    {}\n    return table\n\n\nif __name__ == '__main__':\n    table = load()\n    SVC().fit(table[['a']], table['y'])\n"
PANDERA = "import pandas as pd\nimport pandera as pa\n\nschema = pa.DataFrameSchema({'a': pa.Column(int)})\nschema.validate(pd.read_csv('raw.csv'))\n"
SUITE = "import great_expectations as gx\n\ncontext = gx.get_context()\nif not context.run_checkpoint(checkpoint_name='raw')['success']:\n    raise ValueError('bad data')\n"
STATUS = "class Validation:\n    def validate_columns(self, data):\n        status = True\n        for name in data.columns:\n            if name not in self.schema:\n                status = False\n                open('status.txt', 'w').write(f'invalid {name}')\n        return status\n\n\nif __name__ == '__main__':\n    Validation().validate_columns(None)\n"
REQUEST = "import joblib\nfrom fastapi import FastAPI, HTTPException\napp = FastAPI()\nmodel = joblib.load('m.pkl')\n\n\n@app.post('/predict')\ndef predict(data: dict):\n    if 'columns' not in data:\n        raise HTTPException(status_code=400, detail='missing')\n    return model.predict(data)[0]\n"

CASES = [
    ("data-validation", True, {"check.py": PANDERA}),
    ("data-validation", True, {"check.py": SUITE}),
    ("data-validation", True, {"train.py": TRAIN.format("if table.isnull().any().any():\n        raise ValueError('missing values')")}),
    ("data-validation", True, {"train.py": TRAIN.format("assert table['age'].between(0, 120).all()")}),
    ("data-validation", True, {"check.py": STATUS}),
    ("data-validation", False, {"train.py": TRAIN.format("if 'target' not in table.columns:\n        raise ValueError('no target')")}),
    ("data-validation", False, {"train.py": TRAIN.format("print(table.isnull().sum())")}),
    ("data-validation", False, {"a.py": "x = 1\n", "tests/test_data.py": "import pandas as pd\n\n\ndef test_rows():\n    assert not pd.read_csv('raw.csv').isnull().any().any()\n"}),
    ("data-validation", False, {"app.py": REQUEST}),
    ("data-validation", False, {"scale.py": "class Scaler:\n    def transform(self, data):\n        if not self.fitted:\n            raise ValueError('fit first')\n        return data\n\n\nif __name__ == '__main__':\n    Scaler().transform(1)\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_data_checks(agrees, signal, expected, files):
    agrees(signal, expected, files)
