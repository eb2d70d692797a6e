#!/usr/bin/env bash
# Installs OneData into .venv: `install.sh demo` what the demo needs, `install.sh dev` also what the tests need.
# 安装到 .venv：demo 为演示所需，dev 另含测试所需。
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:-demo}
python=${PYTHON:-python3}
extras=docs,demo
[ "$kind" = dev ] && extras=docs,demo,k8s,dev

say() { printf '%s\n' "$*" >&2; }

if ! "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
  found=$("$python" --version 2>&1 || true)
  say "OneData needs Python 3.11, 3.12 or 3.13; '$python' is: $found."
  say "Install one of them and name it: make demo PYTHON=/path/to/python3.13"
  say "OneData 需要 Python 3.11、3.12 或 3.13；'$python' 为：$found。"
  say "请安装其中之一并指定：make demo PYTHON=/path/to/python3.13"
  exit 1
fi
if [ ! -x .venv/bin/python ]; then
  # Debian without python3-venv has no ensurepip: then the environment takes uv from the system's pip.
  "$python" -m venv .venv 2>/dev/null || "$python" -m venv --clear --without-pip .venv
fi
if [ ! -x .venv/bin/uv ]; then
  if .venv/bin/python -m pip --version >/dev/null 2>&1; then
    .venv/bin/python -m pip install --quiet -c constraints.txt uv
  elif "$python" -m pip --version >/dev/null 2>&1; then
    "$python" -m pip --python .venv/bin/python install --quiet -c constraints.txt uv
  else
    say "There is no pip. On Debian or Ubuntu: apt-get install python3-pip python3-venv"
    say "没有 pip。Debian 或 Ubuntu 请执行：apt-get install python3-pip python3-venv"
    exit 1
  fi
fi
say "Installing OneData ($extras) … 正在安装 …"
began=$(date +%s)
.venv/bin/uv pip install --quiet --python .venv/bin/python -c constraints.txt -e ".[$extras]"
# The model server has an environment of its own; where it cannot be had, this says why and goes on.
.venv/bin/python -m onedata_assets.cli.inference
touch ".venv/installed-$kind"
[ "$kind" = dev ] && touch .venv/installed-demo
say "Installed in $(($(date +%s) - began)) s. 安装完成。"
