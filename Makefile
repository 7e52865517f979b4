# Two commands for a newcomer: `make rank` and `make test`. Everything else is for those who work on the engine.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help rank test check lint types contracts cases fuzz coverage bench docs data lock clean

help: ## What there is to make
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(VENV)/.made:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; try: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.tested: $(VENV)/.made pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@ $(VENV)/.installed

$(VENV)/.developed: $(VENV)/.made pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.tested $(VENV)/.installed

rank: $(VENV)/.installed ## Rank the zones of the example province
	@$(BIN)/scoring rank configs/rubrics/province-2025.yaml --data data/province

test: $(VENV)/.tested ## Run the tests (under five minutes)
	$(BIN)/python -m pytest -n auto

check: lint types contracts test ## Everything a change must pass

lint: $(VENV)/.developed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.developed
	$(BIN)/mypy

contracts: $(VENV)/.developed
	$(BIN)/lint-imports

cases: $(VENV)/.installed ## Run the officials' cases of the shipped rubrics
	$(BIN)/scoring check configs/rubrics/*.yaml --cases configs/cases

fuzz: $(VENV)/.tested ## All tests with many examples, and the long fault and fuzz runs
	FUZZ=1 $(BIN)/python -m pytest -n auto -m "slow or not slow"

coverage: $(VENV)/.tested ## Branch coverage; rules/ and engine/ must be whole
	$(BIN)/python -m pytest -n auto --cov --cov-report=term-missing:skip-covered
	$(BIN)/coverage report --include='scoring/rules/*,scoring/engine/*' --fail-under=100

bench: ## Speed against floors and peers, as ratios (its own environment)
	$(PYTHON) -m venv benchmarks/.venv
	benchmarks/.venv/bin/pip install --quiet --disable-pip-version-check -e . -r benchmarks/requirements.txt
	benchmarks/.venv/bin/python -m benchmarks

docs: $(VENV)/.tested ## Write the generated reference pages anew
	$(BIN)/python docs/generate.py

data: $(VENV)/.tested ## Write the example data anew
	$(BIN)/python data/generate.py

lock: ## Resolve the dependencies anew and pin what was found
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install --quiet --disable-pip-version-check '.[dev]'
	$(VENV)-lock/bin/pip freeze --exclude zone-scoring > constraints.txt
	rm -rf $(VENV)-lock

clean:
	rm -rf $(VENV) build dist *.egg-info
