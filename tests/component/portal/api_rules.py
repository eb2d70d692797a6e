"""Who gets what from each route of the API: one rule for each operation.

Who is not signed in always gets 401, so no rule says that. `theirs` is what a member of another
project gets of a thing of alpha: 404 where the route is about a thing, as of one that is not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.component.portal.world import Names


@dataclass(frozen=True)
class Rule:
    """One route: how it is asked about a project's thing, and what each role gets."""

    method: str
    path: str
    viewer: int
    dev: int
    theirs: int
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_about_a_thing(self) -> bool:
        """Whether the route names something that may be hidden."""
        return self.theirs == 404

    def filled(self, names: Names) -> tuple[str, dict[str, Any]]:
        """Return the address and the body of a question about a project's thing."""
        words = {"{asset}": names.asset, "{run}": names.run}
        path, body = self.path, dict(self.body)
        for word, name in words.items():
            path = path.replace(word, name)
        if "keys" in body:
            body["keys"] = [[names.asset]]
        return path, body


RULES: Mapping[str, Rule] = {
    "get_home": Rule("GET", "/home", 200, 200, 200),
    "list_assets": Rule("GET", "/assets", 200, 200, 200),
    "get_asset": Rule("GET", "/assets/{asset}", 200, 200, 404),
    "get_asset_lineage": Rule("GET", "/assets/{asset}/lineage", 200, 200, 404),
    "get_column_lineage": Rule("GET", "/assets/{asset}/column-lineage", 200, 200, 404),
    "get_asset_history": Rule("GET", "/assets/{asset}/history", 200, 200, 404),
    "get_asset_checks": Rule("GET", "/assets/{asset}/checks", 200, 200, 404),
    "materialize_assets": Rule("POST", "/assets/materializations", 403, 201, 404, {"keys": []}),
    "list_runs": Rule("GET", "/runs", 200, 200, 200),
    "get_run": Rule("GET", "/runs/{run}", 200, 200, 404),
    "get_run_log": Rule("GET", "/runs/{run}/log", 200, 200, 404),
    # The run of the tests has ended, which is said to who may stop it.
    "stop_run": Rule("POST", "/runs/{run}/termination", 403, 409, 404),
    "retry_run": Rule("POST", "/runs/{run}/retry", 403, 201, 404),
}
