# Two commands: `make run` starts everything, `make test` checks everything. `make help` lists all.
# Nothing is asked and nothing is installed outside .venv, but Chromium and PostgreSQL for the
# tests where they are missing and we are root (apt).

PORT ?= 8000
DATA_DIR ?= $(CURDIR)/var
# What pytest is told besides: make test PYTEST_ARGS="-k spans"
PYTEST_ARGS ?=
# What the benchmarks are told besides: make bench BENCH_ARGS="create_span --quick"
BENCH_ARGS ?=
PYTEST_WORKERS ?= 2

BIN := .venv/bin
# Modules are compiled when they are first loaded: most never are, and it is half the installing.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet --quiet
# Tests make their own installation: nothing of ours may leak into them.
CLEAN := env -u SECRET_KEY -u ALLOWED_HOSTS -u DATABASE_URL -u REDIS_URL -u DATA_DIR -u PORT -u DEBUG
PYTEST := $(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadgroup --durations 20

.PHONY: help run test test-postgres test-interchange lint lock bench translations chromium
.DEFAULT_GOAL := help

help:
	@echo "make run            start everything; PORT=8000 and DATA_DIR=./var can be given"
	@echo "make test           all tests, in a real browser too, on SQLite"
	@echo "make test-postgres  the tests on a throw-away PostgreSQL, or on DATABASE_URL"
	@echo "make test-interchange  exports loaded into spaCy, Label Studio, doccano and brat's tools"
	@echo "make lint           style, types, imports, migrations, compose file"
	@echo "make translations   gather and compile the texts of the pages"
	@echo "make lock           pin the versions anew"
	@echo "make bench          run the benchmarks"

run: .venv/installed
	@exec env PORT='$(PORT)' DATA_DIR='$(DATA_DIR)' $(BIN)/python manage.py dev

test: .venv/installed-test chromium
	$(CLEAN) $(PYTEST) $(PYTEST_ARGS)

test-postgres: .venv/installed-test
	@.ci/with-postgres $(PYTEST) $(PYTEST_ARGS)

# Some 1.6 GB, each program in an environment of its own, for they do not agree on their parts.
test-interchange: .venv/installed-test $(patsubst tests/interchange/requirements/%.txt,.venv-interchange/%/installed,$(wildcard tests/interchange/requirements/*.txt))
	$(CLEAN) $(BIN)/python -m pytest tests/interchange -n 0 -s $(PYTEST_ARGS)

.venv-interchange/%/installed: tests/interchange/requirements/%.txt
	@mkdir -p .venv-interchange
	@.ci/make-venv .venv-interchange/$*
	@echo "Installing $* ..."
	@.venv-interchange/$*/bin/python -m pip --disable-pip-version-check --no-input --quiet --quiet install -r $<
	@touch $@

lint: .venv/installed-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(CLEAN) DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

translations: .venv/installed-test
	cd annotator && $(CLEAN) DJANGO_SETTINGS_MODULE=tests.settings ../$(BIN)/python ../manage.py makemessages --locale nl --no-wrap --no-location
	$(CLEAN) DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py compile_translations

lock: .venv/installed-test
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml --group test -c requirements.lock -o requirements-test.lock

# DATABASE_URL stays: a database of their own is made on that server, and dropped.
bench: .venv/installed-test chromium
	@env -u DATA_DIR -u PORT -u REDIS_URL -u SECRET_KEY -u DEBUG $(BIN)/python -m benchmarks $(BENCH_ARGS)
	@$(BIN)/python -m benchmarks.table

chromium:
	@.ci/find-chromium

.venv/bin/python:
	@.ci/make-venv .venv

.venv/installed: requirements.lock | .venv/bin/python
	@echo "Installing what Twosource needs into .venv (only the first time takes long) ..."
	@$(PIP) install --no-compile --require-hashes -r requirements.lock
	@touch $@

.venv/installed-test: requirements-test.lock | .venv/bin/python
	@echo "Installing what the tests need into .venv (only the first time takes long) ..."
	@$(PIP) install --no-compile --require-hashes -r requirements-test.lock
	@touch $@
