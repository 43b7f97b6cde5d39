# The two commands of the README are `make run` and `make test`; `make check` is what a contributor runs before a commit.
PYTHON ?= python3
WITHOUT ?=
PORT ?= 8501
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
EMPTY :=
SPACE := $(EMPTY) $(EMPTY)
LEFT_OUT := $(foreach part,browser postgres,$(if $(findstring $(part),$(WITHOUT)),not$(SPACE)$(part)))

.PHONY: run test check format docs browser postgres lock benchmark clean

run: .venv/run.done
	$(BIN)/python -m readiness app --port $(PORT)

# What WITHOUT= leaves out is counted by pytest as deselected and named in its last line.
test: .venv/dev.done browser postgres
	$(BIN)/python -m pytest -n 2 --dist loadfile $(if $(strip $(LEFT_OUT)),-m "$(subst not$(SPACE)browser not,not browser and not,$(strip $(LEFT_OUT)))")

check: .venv/dev.done
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m docs.generate --check
	$(BIN)/python -m pytest -q -m "not browser and not slow" tests/unit tests/catalogue

format: .venv/dev.done
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/dev.done
	$(BIN)/python -m docs.generate

# A browser comes from the system, else from apt when root on Debian, else from Playwright.
browser: .venv/dev.done
ifeq (,$(findstring browser,$(WITHOUT)))
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium; } \
	|| $(BIN)/python -m playwright install chromium \
	|| { echo "no browser to be had: install chromium, or run make test WITHOUT=browser"; exit 1; }
endif

# PostgreSQL's server comes from the system, else from apt when root on Debian.
postgres:
ifeq (,$(findstring postgres,$(WITHOUT)))
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq postgresql; } \
	|| { echo "no PostgreSQL to be had: install it, or run make test WITHOUT=postgres"; exit 1; }
endif

# Compiled for all platforms; run after a change of the dependencies in pyproject.toml.
lock: .venv/dev.done
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --no-header -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --no-header -o requirements-dev.txt

benchmark: .venv/dev.done
	$(BIN)/python -m tests.benchmark

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.done: .venv/bin/python requirements.txt pyproject.toml
	$(PIP) install -r requirements.txt
	$(PIP) install --no-deps -e .
	touch $@

.venv/dev.done: .venv/bin/python requirements-dev.txt pyproject.toml
	$(PIP) install -r requirements-dev.txt
	$(PIP) install --no-deps -e .
	touch $@ .venv/run.done

clean:
	rm -rf .venv build dist *.egg-info
