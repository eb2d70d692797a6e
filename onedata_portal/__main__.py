"""`python -m onedata_portal`: the portal of an installation, until it is told to end.

`onedata up` starts it with everything else; in a container it runs by itself.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from onedata_portal.gateway.dagster_ui.recorded import Change, Record
from onedata_portal.gateway.signin.provider import utc_now
from onedata_portal.portal import Portal, make_portal
from onedata_portal.server import DAGSTER, portal_app
from onedata_resources.errors import BadInputError, OneDataError
from onedata_resources.settings import home_dir, value_of
from onedata_resources.store.audit import Event


def main() -> int:
    """Serve until a signal; return 1 with what to mend where that is impossible."""
    given = _arguments()
    try:
        with ExitStack() as stack:
            _serve(given, stack)
    except OneDataError as error:
        print(error, file=sys.stderr)  # noqa: T201  there is no log yet
        return 1
    return 0


def open_portal(stack: ExitStack) -> Portal:
    """Return the portal over the installation's store, closed with the stack.

    Raises:
        OneDataError: A setting is wrong, or the store does not answer.
    """
    from onedata_assets.domain.security.projects import first_projects
    from onedata_portal.gateway.signin.config import load_providers
    from onedata_portal.project_settings import read_installation
    from onedata_resources.clients.lake import LakeClient
    from onedata_resources.clients.notify_settings import configured_client
    from onedata_resources.store.database import opened
    from onedata_resources.store.first import ADMINISTRATOR, prepare
    from onedata_resources.store.secrets import KEY_FILE, platform_key

    store = stack.enter_context(opened(value_of("STORE_URL")))
    project = value_of("ONEDATA_DEFAULT_PROJECT")
    password = value_of("ONEDATA_ADMIN_PASSWORD")
    made = prepare(store, projects=first_projects(project), password=password, now=utc_now())
    if made and not password:
        print(f"first administrator: {ADMINISTRATOR} {made}")  # noqa: T201  shown this once
    auth_file = value_of("AUTH_FILE")
    portal = make_portal(
        store,
        platform_key(home_dir() / KEY_FILE, value_of("ONEDATA_SECRET_KEY")),
        default_project=project,
        lake=LakeClient(value_of("LAKE_URI")),
        providers=load_providers(Path(auth_file) if auth_file else None, os.environ),
        installation=read_installation(value_of("INSTALLATION_FILE")),
        notify=configured_client(),
    )
    stack.callback(portal.messages.close)
    return portal


def path_prefix() -> str:
    """Return the path below which the portal is served, empty for the root.

    Raises:
        BadInputError: The setting is no path.
    """
    prefix = value_of("ONEDATA_PATH_PREFIX").rstrip("/")
    if prefix and (not prefix.startswith("/") or "//" in prefix or set(prefix) & set("?#% ")):
        raise BadInputError(
            f"ONEDATA_PATH_PREFIX is {prefix!r}: write a path such as /onedata.",
            f"ONEDATA_PATH_PREFIX 的值为 {prefix!r}：请写成 /onedata 这样的路径。",
        )
    return prefix


def recorder(portal: Portal) -> Record:
    """Return what writes the mutations of Dagster's pages to the audit log."""

    def record(scope: Mapping[str, Any], change: Change) -> None:
        names = ", ".join(change.names)
        event = Event(
            actor="",
            action=f"dagster.{change.mutation}",
            kind="dagster",
            object=names,
            project=change.projects,
            result=change.result,
            details=change.details,
        )
        portal.record(scope, event)

    return record


def _serve(given: argparse.Namespace, stack: ExitStack) -> None:
    import uvicorn

    from onedata_portal.gateway.dagster_ui.launches import Launches
    from onedata_portal.gateway.dagster_ui.process import dagster_pages
    from onedata_portal.gateway.forwarded import networks
    from onedata_portal.project_settings import stored_settings
    from onedata_portal.reminders import reminding
    from onedata_portal.web.serve import pages_app

    if (given.certificate is None) != (given.key is None):
        raise BadInputError(
            "--certificate and --key go together.", "--certificate 与 --key 须同时给出。"
        )
    prefix = path_prefix()
    trusted = networks(value_of("TRUSTED_PROXIES"), "TRUSTED_PROXIES")
    portal = open_portal(stack)
    stack.enter_context(reminding(portal))
    pages = dagster_pages(
        given.dagster_home,
        given.workspace,
        prefix + DAGSTER,
        default_project=value_of("ONEDATA_DEFAULT_PROJECT"),
        record=recorder(portal),
        launches=Launches(stored_settings(portal.projects, portal.installation)),
    )
    app = portal_app(
        portal,
        dagster=stack.enter_context(pages),
        web=pages_app(),
        trusted=trusted,
        prefix=prefix,
    )
    # What a proxy says is read by the portal itself; uvicorn would believe any local one.
    uvicorn.run(
        app,
        host=given.host,
        port=given.port,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        # Longer than a proxy keeps a connection (nginx: 60 s), which else asks on a closed one.
        timeout_keep_alive=75,
        ssl_certfile=given.certificate,
        ssl_keyfile=given.key,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="onedata_portal", description="Serve the portal.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=3000, help="port to listen on")
    parser.add_argument("--dagster-home", type=Path, required=True, help="folder with dagster.yaml")
    parser.add_argument(
        "-w", "--workspace", type=Path, required=True, help="Dagster's workspace.yaml"
    )
    parser.add_argument("--certificate", type=Path, help="serve HTTPS with this (PEM, with chain)")
    parser.add_argument("--key", type=Path, help="key of the certificate (PEM)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
