# Everything one does with chatty. `make` alone explains itself.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run demo test check fix bench migration docs lock

BIN := .venv/bin
# Three at a time, as what breaks and heals mostly waits; each worker has its own databases, and
# tests/scheduling.py says what stays on one.
TESTS := -n 3 --dist loadscope

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/.installed ## Serve chatty on http://127.0.0.1:8000 (PORT and HOST change that)
	@exec $(BIN)/gunicorn -c gunicorn.conf.py wsgi:app

demo: .venv/.installed ## Serve a populated chatty in which a few people talk
	@exec $(BIN)/python scripts/demo.py

test: .venv/.installed-dev ## Run all tests, with real databases, a real Redis and a real browser
	@scripts/redis
	@browser=$$(scripts/browser) && CHATTY_TEST_BROWSER="$$browser" $(BIN)/pytest $(TESTS) $(ARGS)

check: .venv/.installed-dev ## Check style, types, layers, templates and dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/deptry .

fix: .venv/.installed-dev ## Repair what can be repaired by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.installed-dev ## Measure, and write the figures to bench/results/
	$(BIN)/python -m bench $(ARGS)

migration: .venv/.installed-dev ## Write the next migration: make migration name="what changes"
	@test -n "$(name)" || { echo 'Say what changes: make migration name="room topics"' >&2; exit 2; }
	$(BIN)/flask --app wsgi db revision --autogenerate -m "$(name)"

docs: .venv/.installed-dev ## Rewrite the generated parts of docs/
	$(BIN)/python -m scripts.document

lock: .venv/.installed-dev ## Lock requirements*.in again (UPGRADE=1 takes newer versions)
	scripts/lock $(if $(UPGRADE),--upgrade)

.venv/bin/python:
	@python=$$(scripts/python) && echo "Making .venv with $$python" >&2 && "$$python" -m venv .venv

# The stamps carry the time of the lock they installed, so that this happens once for each change of it.
.venv/.installed: .venv/bin/python requirements.txt
	@echo "Installing what chatty runs on" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.installed-dev: .venv/bin/python requirements-dev.txt
	@echo "Installing what testing and checking need" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/.installed
