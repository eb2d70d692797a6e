# Two commands: `make demo` and `make test`. 两条命令：make demo 与 make test。
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint features bench env-example

demo: .venv/installed-demo
	@$(BIN)/onedata demo

test: .venv/installed-dev lint
	@bash scripts/test.sh

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports --no-logo

features: .venv/installed-dev
	$(BIN)/python -m scripts.features

env-example: .venv/installed-dev
	$(BIN)/python -m scripts.render_env

bench: .venv/installed-dev
	@for script in $$(grep -l '^if __name__' bench/*.py); do \
	  echo "== $$script"; $(BIN)/python $$script || exit 1; done

.venv/installed-%: pyproject.toml constraints.txt scripts/install.sh
	@PYTHON=$(PYTHON) bash scripts/install.sh $*
