# Two commands matter: `make demo` and `make test`. `make help` lists the rest.
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check

.PHONY: help demo test setup lint check run torture screenshots clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(VENV)/.web ## Do the main job once on real parts, then serve the site (SERVE=0 stops; ART=picture.png PROMPT="…" uses yours)
	@$(PY) manage.py demo $(if $(filter 0,$(SERVE)),--no-serve) $(if $(ART),--art "$(ART)") $(if $(PROMPT),--prompt "$(PROMPT)")

test: $(VENV)/.dev ## Run the whole suite (SQLite, or what DATABASE_URL and CELERY_BROKER_URL name)
	@$(PY) -m pytest $(PYTEST_ARGS)

setup: $(VENV)/.dev ## Make .venv with everything, torch and the tools included

lint: $(VENV)/.dev ## ruff, mypy (strict) and the import floors
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy core ledger licensing generation payouts marketplace benchmarks
	@$(VENV)/bin/lint-imports

check: lint test ## Everything a change must pass

run: $(VENV)/.web ## Serve the site as it is: web, worker, relay and the Stripe emulator
	@$(PY) manage.py serve

torture: $(VENV)/.dev ## The long runs: kills, races and seeds, printed as a table
	@MARQUEE_TORTURE=1 $(PY) -m pytest -q tests/torture

screenshots: $(VENV)/.dev ## Walk the main job in a browser and write docs/images
	@MARQUEE_SCREENSHOTS=docs/images $(PY) -m pytest -q tests/browser

clean: ## Remove what the embedded default wrote (var/) but not the packages
	@rm -rf var

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info[:2] == (3, 11) else "Marquee needs Python 3.11; set PYTHON=/path/to/python3.11")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.web: requirements/web.txt | $(PY)
	@echo "Installing what a web host needs (a minute or two the first time) …"
	@$(PIP) -r requirements/web.txt
	@touch $@

$(VENV)/.dev: requirements.txt requirements/web.txt requirements/dev.txt requirements/openapi.txt | $(PY)
	@echo "Installing everything, torch and the tools included (some minutes the first time) …"
	@$(PIP) -r requirements/dev.txt
	@$(PIP) --no-deps -r requirements/openapi.txt
	@touch $@ $(VENV)/.web
