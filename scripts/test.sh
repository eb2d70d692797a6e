#!/usr/bin/env bash
# Unit, component, definition and integration tests, then the table of features.
set -euo pipefail
cd "$(dirname "$0")/.."
# From apt where this account may install: the browser for pages, Triton's libpython, nginx and sshd. Elsewhere
# (exit 3) their tests are skipped and say what is missing; the databases install when first asked.
for one in chromium triton nginx sshd; do
  scripts/test-services.sh install "$one" || [ $? = 3 ]
done
.venv/bin/python -m pytest "$@"
.venv/bin/python -m scripts.features --check
