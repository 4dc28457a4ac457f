# The verbs of Touchstone. `make report` and `make test` work on a fresh machine with Python 3.11-3.13, make and git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PATH := $(CURDIR)/$(BIN):$(PATH)
export MPLBACKEND := Agg

.PHONY: report test check bench screenshots dag clean environment

report: $(READY)
	@dvc repro
	@echo "The report is in $(CURDIR)/reports/index.html - open it with: $(BIN)/touchstone report open"

test: $(READY)
	@python -m pytest -n 2 --dist loadfile

check: $(READY)
	@ruff check .
	@mypy
	@python -m pytest tests/test_architecture.py

bench: $(READY)
	@python -m benchmarks
	@python -m benchmarks.simulated
	@python -m benchmarks.wave_check
	@python -m benchmarks.clusters
	@python -m benchmarks.pages

screenshots: $(READY)
	@python -m tests.browser reports/screenshots

dag: $(READY)
	@dvc dag --mermaid

clean:
	@rm -rf $(VENV) data/processed reports/index.html reports/pages reports/verdicts.json reports/metrics.json reports/screenshots
	@rm -rf .dvc/cache .dvc/tmp .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

environment: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "Touchstone needs Python 3.11, 3.12 or 3.13; this is %d.%d. Name another one: make report PYTHON=python3.12" % sys.version_info[:2])'
	@echo "Setting up the environment in $(VENV) (about a minute, once)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $(READY)
