# Two commands on a fresh machine with Python 3.11+, make and git: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help install run test check format messages migration screenshots bench lock clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.installed ## Set up .venv with what the wallet needs, and the command .venv/bin/wallet

run: $(VENV)/.installed ## Start the wallet with its demo at http://127.0.0.1:8000
	@$(BIN)/wallet demo

test: $(VENV)/.tested ## Run all tests (those that want PostgreSQL, Redis, a browser or Node skip with a reason without)
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

check: $(VENV)/.tested ## Lint, types, layers, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.tested ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(VENV)/.tested ## Bring the Italian catalogue up to date with the sentences in the code
	$(BIN)/pybabel -q extract -F babel.cfg --add-location=file --sort-by-file --omit-header -o $(VENV)/messages.pot .
	$(BIN)/pybabel -q update -i $(VENV)/messages.pot -d wallet/locale -l it --no-fuzzy-matching --ignore-obsolete --omit-header --no-wrap

migration: $(VENV)/.tested ## Write a migration of changed models: make migration NAME=what_changed
	$(BIN)/python -m tortoise -c wallet.database.DEVELOPMENT makemigrations -n $(NAME)

screenshots: $(VENV)/.tested ## Make the pictures of the README anew, by the browser tests of the journeys
	WALLET_SCREENSHOTS=docs/screenshots $(BIN)/python -m pytest -q tests/journeys/test_journey.py tests/journeys/test_verify.py

bench: $(VENV)/.installed ## Measure verification, reading documents and serving pages beside peers and limits (wants npm and wrk; see benchmarks/README.md)
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.supplement
	$(BIN)/python -m benchmarks.serving

lock: $(VENV)/.tested ## Compile the locked requirements anew
	$(PIP) install uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 pyproject.toml --group build -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

clean: ## Remove the environment and what the demo kept
	rm -rf $(VENV) var

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it with PYTHON=…"; exit 1; }
	@if ! $(PYTHON) -c 'import ensurepip' 2>/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing python3-venv, which Debian keeps apart from Python …"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qqy --no-install-recommends python3-venv >/dev/null; \
	  else \
	    echo "This Python cannot make environments. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; \
	  fi; \
	fi
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.made requirements.txt pyproject.toml
	@echo "Installing what the wallet needs (once) …"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed requirements-dev.txt
	@echo "Installing what the tests need (once) …"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
