# Works from any folder, also one with spaces in its name.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test check lint bench assets translations screenshots

# The newest Python that is known to work, or the one named: make PYTHON=/path/to/python3
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
# A dot for each package: a newcomer sees that something happens.
define install
	@echo "Memasang paket Python (sekali saja, satu-dua menit) ..."
	@.venv/bin/python -m pip --disable-pip-version-check install -r $(1) | \
	  awk '/^Collecting/ { printf "."; fflush() } END { print "" }'
endef
TESTS ?= tests

help: ## This page
	@echo "make ...":
	@sed -n 's/^\([a-z]*\):.*## /  \1\t/p' Makefile

run: .venv/run.stamp ## Start the panel (first start: installs everything into .venv and ./data)
	@exec .venv/bin/python run.py

# The tests start a hundred processes of the panel: without compiled files each would compile it all again.
test: .venv/dev.stamp chromium calc ## Run the tests (TESTS=tests/models for some of them)
	@env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -m pytest -q -n auto --dist loadgroup --no-loadscope-reorder $(TESTS)

screenshots: .venv/dev.stamp chromium ## Take the pictures of docs/screenshots again
	@.venv/bin/python -m pytest -q -p no:randomly tests/browser/pictures.py

check: .venv/run.stamp ## Check the description of the office
	@.venv/bin/python -m flask panel check

lint: .venv/dev.stamp ## Check style, types and floors
	@.venv/bin/python -m ruff check .
	@.venv/bin/python -m ruff format --check .
	@.venv/bin/python -m mypy
	@.venv/bin/lint-imports

bench: .venv/dev.stamp ## Measure the list pages on a million rows
	@.venv/bin/python -m bench

translations: .venv/run.stamp ## Collect what people read, and check and compile its translations
	@.venv/bin/python -m app.catalogs

assets: node_modules/.package-lock.json ## Copy the packages of package.json into app/static/vendor (needs Node)
	@npm run --silent assets

node_modules/.package-lock.json: package.json package-lock.json
	@npm ci --no-audit --no-fund

# Packages are installed again only when their list changed.
.venv/run.stamp: requirements.txt | .venv/made.stamp
	$(call install,requirements.txt)
	@touch $@

.venv/dev.stamp: requirements.txt requirements-dev.txt | .venv/made.stamp
	$(call install,requirements-dev.txt)
	@touch $@ .venv/run.stamp

.venv/made.stamp:
	@test -n "$(PYTHON)" || { echo "Perlu Python 3.11 atau yang lebih baru." >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear .venv || { rm -rf .venv; \
	  echo "Python ini tanpa venv. Di Debian/Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@touch $@

# Pages are tested in a real browser.
browser = { command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || \
  command -v google-chrome; }
.PHONY: chromium
chromium:
	@command -v chromium-headless-shell >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Memasang Chromium untuk pengujian (sekali saja) ..."; \
	    { apt-get update -qq; export DEBIAN_FRONTEND=noninteractive; \
	      apt-get install -y -qq chromium-headless-shell || $(browser) || apt-get install -y -qq chromium; \
	    } >/dev/null 2>&1 || true; \
	  fi; $(browser) >/dev/null || { \
	    echo "Pengujian perlu Chromium. Di Debian: sudo apt-get install chromium-headless-shell" >&2; exit 1; \
	  }; }

# Workbooks are opened in LibreOffice Calc.
.PHONY: calc
calc:
	@command -v soffice >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Memasang LibreOffice Calc untuk pengujian (sekali saja) ..."; \
	    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	      apt-get install -y -qq libreoffice-calc-nogui; } >/dev/null; \
	  else \
	    echo "Pengujian perlu LibreOffice. Di Debian: sudo apt-get install libreoffice-calc-nogui" >&2; exit 1; \
	  fi; }
