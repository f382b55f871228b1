.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.run-ready
DEV_READY := $(VENV)/.dev-ready
MESSAGES := translations/en/LC_MESSAGES/messages.mo
WORKERS ?= 2

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: $(RUN_READY) $(MESSAGES) ## serve the demo county; prints the address and the sign-ins
	@$(BIN)/python app.py

test: $(DEV_READY) $(MESSAGES) chromium ## all tests, on both databases and in Chromium
	$(BIN)/python -m pytest -n $(WORKERS) -m "not browser"
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m browser

quick: $(DEV_READY) $(MESSAGES) ## the tests that need neither PostgreSQL nor Chromium
	$(BIN)/python -m pytest -n $(WORKERS) -q -m "not browser and not engine"

check: $(DEV_READY) $(MESSAGES) node_modules/.ready ## format, lint, types, layers, templates, content, rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/ty check
	npx --no-install tsc -p jsconfig.json
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/flask courses check
	$(BIN)/flask rules check

fix: $(DEV_READY) ## format and mend what can be mended without thinking
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(DEV_READY) $(MESSAGES) wrk ## requests per second as ratios to a bare answer; pages and imports at their size
	$(BIN)/python benchmarks/requests_per_second.py
	$(BIN)/python benchmarks/province_page.py
	$(BIN)/python benchmarks/agency_page.py
	$(BIN)/python benchmarks/staff_pages.py
	$(BIN)/python benchmarks/roster_import.py
	$(BIN)/python benchmarks/nightly_jobs.py

facts: $(DEV_READY) $(MESSAGES) chromium ## every number the README shows
	$(BIN)/python scripts/facts.py

screenshots: $(DEV_READY) $(MESSAGES) chromium ## the pictures of the README, from the demo
	$(BIN)/python scripts/screenshots.py

translate: $(DEV_READY) ## gather the words of the code into translations/en
	@mkdir -p build
	$(BIN)/pybabel -q extract -F babel.cfg --ignore-dirs=".*" -k _l -k _n:1,2 --no-location --sort-output -o build/messages.pot .
	$(BIN)/pybabel -q update -N -i build/messages.pot -d translations -l en

lock: $(DEV_READY) ## write the lock files anew; no addresses in them
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile -q --generate-hashes --universal \
	  --no-emit-index-url --python-version 3.11 requirements.in -o requirements.lock
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile -q --generate-hashes --universal \
	  --no-emit-index-url --python-version 3.11 requirements-dev.in -o requirements-dev.lock

wrk:
	@command -v wrk >/dev/null || { apt-get update -qq && apt-get install -y -qq wrk >/dev/null; }

chromium:
	@command -v chromium >/dev/null && fc-list 2>/dev/null | grep -q "Noto Sans CJK" || \
	  { apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk fontconfig >/dev/null; }

$(RUN_READY): requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python scripts/install.py requirements.lock
	@touch $@

$(DEV_READY): requirements-dev.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python scripts/install.py requirements-dev.lock
	@touch $@ $(RUN_READY)

$(MESSAGES): translations/en/LC_MESSAGES/messages.po | $(VENV)
	@$(BIN)/pybabel -q compile -d translations

$(VENV): $(RUN_READY)

node_modules/.ready: package-lock.json
	@npm ci --silent --no-audit --no-fund
	@touch $@

.PHONY: help run test quick check fix bench facts screenshots translate lock chromium wrk
