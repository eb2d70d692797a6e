"""`make env-example`: render `.env.example` from the tables of variables.

The platform's and those of Kettle's and dbt's files are in `onedata_resources/settings.py`, those
of containers only in `deploy/variables.yaml`.

    python -m scripts.render_env            write the file
    python -m scripts.render_env --check    fail where it is not up to date
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import yaml

from onedata_resources.file_variables import MORE_VARIABLES
from onedata_resources.settings import project_dir
from onedata_resources.variables import VARIABLES, Variable

TARGET = Path(".env.example")
CONTAINERS = Path("deploy/variables.yaml")
HEAD = """\
# Copy to .env and uncomment what you change; an unset or empty variable has the default shown.
# 复制为 .env，取消注释并修改所需的行；未设置或为空的变量取所示默认值。
# {home} is ONEDATA_HOME, {project} this checkout: write them out as absolute paths in your lines.
# Lines marked SECRET must not be committed. What the environment sets is not taken from .env.
# {home} 即 ONEDATA_HOME，{project} 即本检出目录：在自己的行中请写成绝对路径。
# 标有 SECRET 的行不得提交。环境中已设置的变量不取 .env 的值。
"""
MORE_HEAD = """\
# --- Kettle connections, and warehouses for dbt (dbt_project) Kettle 连接与 dbt 数仓 ---
"""
CONTAINER_HEAD = """\
# --- Containers only (deploy/) 仅容器部署 ---
"""


def container_variables(project: Path) -> list[Variable]:
    """Return the variables that only containers use."""
    rows = yaml.safe_load((project / CONTAINERS).read_text(encoding="utf-8"))
    return [Variable(**row) for row in rows]


def render(containers: Iterable[Variable]) -> str:
    """Return the text of the file: every variable commented out, with its meaning above it."""
    own = [HEAD, *map(entry, VARIABLES), MORE_HEAD, *map(entry, MORE_VARIABLES)]
    return "\n".join([*own, CONTAINER_HEAD, *map(entry, containers)])


def entry(variable: Variable) -> str:
    """Return the lines of one variable."""
    mark = " (SECRET 机密)" if variable.secret else ""
    return f"# {variable.en}{mark}\n# {variable.zh}\n#{variable.name}={variable.default}\n"


def main(arguments: list[str]) -> None:
    """Write the file, or with `--check` exit 1 where it differs."""
    project = project_dir()
    text = render(container_variables(project))
    target = project / TARGET
    if "--check" not in arguments:
        target.write_text(text, encoding="utf-8")
    elif not target.exists() or target.read_text(encoding="utf-8") != text:
        sys.exit(f"{TARGET} is not up to date: run make env-example")


if __name__ == "__main__":
    main(sys.argv[1:])
