#!/usr/bin/env bash
# Unit, component, definition and integration tests, then the table of features.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/python -m pytest "$@"
.venv/bin/python -m scripts.features --check
