"""Functions that a serving framework calls."""

import pytest

from readiness.evidence.code.python_reading import read_module
from readiness.evidence.code.python_source import PythonSources
from readiness.evidence.code.serving_frameworks import is_page, routes


def titles(source):
    module = read_module("a.py", source)
    return [(route.title, route.alongside, route.startup) for route in routes(module, PythonSources((module,)))]


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("from fastapi import APIRouter\nr = APIRouter()\n@r.post('/p')\ndef p(x): pass", "POST /p"),
        ("from flask import Flask\na = Flask('x')\n@a.route('/p')\ndef p(): pass", "GET /p"),
        ("from flask import Blueprint as B\na = B('x')\n@a.route('/p', methods=['POST'])\ndef p(): pass", "POST /p"),
        ("def lambda_handler(event, context): pass", "lambda_handler"),
        ("def init(): pass\ndef run(data): pass", "run of an Azure ML scoring script"),
        ("import kserve\nclass M(kserve.Model):\n    def predict(self, x): pass", "M.predict"),
        ("import bentoml\nclass M:\n    @bentoml.api\n    def predict(self, x): pass", "api predict"),
        ("def handler(event, context, more): pass", "handler"),
    ],
)  # fmt: skip
def test_one_route(source, title):
    assert titles(source) == [(title, False, False)]


def test_what_runs_around_and_at_start_up():
    head = "from fastapi import FastAPI\napp = FastAPI()\n"
    assert titles(head + "@app.middleware('http')\ndef m(r, n): pass") == [("middleware m", True, False)]
    assert titles(head + "@app.on_event('startup')\ndef s(): pass") == [("start-up s", False, True)]


@pytest.mark.parametrize(
    "source",
    [
        "@functools.lru_cache\ndef f(): pass",
        "def handler(x): pass",
        "@cache.get('key')\ndef f(): pass",
        "def run(data): pass",
    ],
)
def test_what_only_looks_like_a_route(source):
    assert titles(source) == []


def test_a_page_is_no_programmatic_interface():
    assert is_page(read_module("a.py", "import streamlit as st\nst.title('x')\n"))
    assert not is_page(read_module("a.py", "import fastapi\n"))
