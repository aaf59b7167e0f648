# Two commands matter: `make demo` and `make test`. Both install all they need in .venv by themselves.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
BIN = .venv/bin
ARGS ?=

.PHONY: help demo test setup browser check types contracts lint format docs css css-check bench audit sbom lock

help:  ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: setup  ## Load the synthetic region and start the portal (ARGS=--fresh, ARGS=--no-serve)
	$(BIN)/uitkomst demo $(ARGS)

test: setup browser  ## Run all tests, a real PostgreSQL and a real browser included
	$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

setup:  ## Make .venv with the locked packages (does nothing when it is current)
	@test -n "$(PYTHON)" || { echo "Uitkomst needs Python 3.11 or newer; install python3 and try again."; exit 1; }
	@$(PYTHON) tools/setup.py

browser: setup  ## Find a Chromium for the tests, or install one the platform's way
	@$(BIN)/python tools/browser.py

check: setup lint types contracts  ## All that must be clean before a commit

lint:
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types:
	$(BIN)/mypy

contracts:
	$(BIN)/lint-imports

format: setup  ## Let ruff put the code in shape
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

docs: setup  ## Write the pages that are made from the standard and from the code
	$(BIN)/python -m uitkomst.standard.handbook docs/generated
	$(BIN)/python -m uitkomst.api docs/openapi.json
	$(BIN)/python tools/privacy_docs.py

css:  ## Build the stylesheet and fonts (needs npm)
	cd frontend && npm ci --no-audit --no-fund && npm run build

css-check: css  ## Fail when the committed stylesheet is not what the build gives
	git diff --exit-code --stat -- src/uitkomst/portal/static

bench: setup  ## Measure what we promise, beside what a user would pick instead
	$(BIN)/pip install --quiet --require-hashes -r requirements-bench.txt
	$(BIN)/python -m benchmarks $(ARGS)

audit: setup  ## Look up known weaknesses in the locked packages (ARGS=--strict: fail when it cannot look)
	$(BIN)/python tools/dependencies.py audit $(ARGS)

sbom: setup  ## Write dist/sbom.cdx.json (CycloneDX): what the portal is built of
	$(BIN)/python tools/dependencies.py sbom

lock: setup  ## Resolve the dependencies anew and write the hash-pinned lists
	$(BIN)/uv lock --upgrade
	$(BIN)/uv export -q --format requirements-txt --no-header --no-emit-project --no-dev -o requirements.txt
	$(BIN)/uv export -q --format requirements-txt --no-header --no-emit-project -o requirements-dev.txt
	$(BIN)/uv export -q --format requirements-txt --no-header --no-emit-project --only-group bench -o requirements-bench.txt
