"""What the web server tells of the code location: whether it loads, and what runs by itself."""

from dataclasses import dataclass
from typing import Any

import httpx

from onedata_resources.errors import UnavailableError

LOAD_SECONDS = 120.0
LOCATIONS = """
{ workspaceOrError { ... on Workspace { locationEntries { locationOrLoadError {
  __typename ... on PythonError { message errorChain { error { message } } } } } } } }
"""
AUTOMATION = """
{ repositoriesOrError { ... on RepositoryConnection { nodes {
  sensors { name sensorState { status } } schedules { name scheduleState { status } } } } } }
"""


@dataclass(frozen=True)
class Automation:
    """Names of the sensors and schedules that are on, and of those that are off."""

    on: tuple[str, ...]
    off: tuple[str, ...]


@dataclass(frozen=True)
class Dagster:
    """Where Dagster's API is, and the key of who asks it."""

    url: str
    key: str


def location_problem(dagster: Dagster) -> str:
    """Return why the definitions do not load, or nothing; the page would only show a red mark."""
    entries = _ask(dagster, LOCATIONS)["workspaceOrError"]["locationEntries"]
    return "\n".join(
        _innermost(entry["locationOrLoadError"])
        for entry in entries
        if entry["locationOrLoadError"]["__typename"] == "PythonError"
    )


def automation(dagster: Dagster) -> Automation:
    """Return what runs by itself, as it was last turned on or off, and what does not."""
    states: dict[str, str] = {}
    for repository in _ask(dagster, AUTOMATION)["repositoriesOrError"]["nodes"]:
        states |= {one["name"]: one["sensorState"]["status"] for one in repository["sensors"]}
        states |= {one["name"]: one["scheduleState"]["status"] for one in repository["schedules"]}
    on = {name for name, status in states.items() if status == "RUNNING"}
    return Automation(tuple(sorted(on)), tuple(sorted(states.keys() - on)))


def _ask(dagster: Dagster, query: str) -> dict[str, Any]:
    """Return the data of an answer.

    Raises:
        UnavailableError: The portal or Dagster did not answer.
    """
    try:
        return _answer(dagster, query)
    except (httpx.HTTPError, KeyError, ValueError) as error:
        said = " ".join(str(error).split())[:300] or type(error).__name__
        raise UnavailableError(
            f"Dagster did not answer at {dagster.url}: {said}. See the log of the portal.",
            f"{dagster.url} 的 Dagster 无应答：{said}。请查看门户日志。",
        ) from error


def _answer(dagster: Dagster, query: str) -> dict[str, Any]:
    answer = httpx.post(
        f"{dagster.url}/graphql",
        json={"query": query},
        headers={"authorization": f"Bearer {dagster.key}"},
        timeout=LOAD_SECONDS,
        trust_env=False,
    )
    return answer.raise_for_status().json()["data"]


def _innermost(error: dict[str, Any]) -> str:
    causes = error.get("errorChain") or []
    return str((causes[-1]["error"] if causes else error)["message"])
