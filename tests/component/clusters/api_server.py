"""A Kubernetes API server for tests: what a run launcher asks of one, over TLS, with a token.

It answers in Kubernetes' own objects, takes a Job only where the official schema does, and gives
each Job a pod, which runs the Job's command here where `works` is set. It is no cluster: nothing
is scheduled, and of a kind that is not named here it knows nothing.
"""

import base64
import json
import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import kubernetes_validate
import yaml

from onedata_resources.clients.certificates import certificate_for
from tests.unit.deploy.test_kubernetes import KUBERNETES_VERSION

NAMESPACED = re.compile(
    r"/(?:apis/batch/v1|api/v1)/namespaces/(?P<namespace>[^/]+)/(?P<kind>jobs|pods|events)"
    r"(?:/(?P<name>[^/]+))?(?:/(?P<part>status|log))?"
)
LISTS = {"jobs": "JobList", "pods": "PodList", "events": "EventList"}


class Answer(Exception):  # noqa: N818  a refusal that is an answer
    """What the server says instead of an object."""

    def __init__(self, code: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.code, self.reason, self.message = code, reason, message


class ApiServer(ThreadingHTTPServer):
    """One cluster: its name, the token that it takes, its one namespace, its objects."""

    daemon_threads = True

    def __init__(self, name: str, folder: Path, namespace: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.name, self.namespace, self.token = name, namespace, f"token-of-{name}-{uuid4()}"
        self.objects: dict[tuple[str, str], dict[str, Any]] = {}
        self.asked: list[tuple[str, str]] = []
        self.strangers: list[str] = []
        self.works = False
        self.refusal: Answer | None = None
        self.work: list[Thread] = []
        self.lock = Lock()
        self.certificate = certificate_for(["127.0.0.1"], folder / name, datetime.now(UTC))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate.certificate, self.certificate.key)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.kubeconfig = folder / f"{name}.kubeconfig"
        self.write_kubeconfig()

    def jobs(self) -> list[dict[str, Any]]:
        """Return the Jobs that are there."""
        return [one for (kind, _), one in self.objects.items() if kind == "jobs"]

    def runs(self) -> set[str]:
        """Return the runs whose Jobs are there."""
        return {one["metadata"]["labels"]["dagster/run-id"] for one in self.jobs()}

    def create(self, job: dict[str, Any], namespace: str) -> dict[str, Any]:
        """Store a Job and its pod."""
        try:
            kubernetes_validate.validate(job, KUBERNETES_VERSION, strict=True)
        except kubernetes_validate.ValidationError as error:
            raise Answer(422, "Invalid", error.message) from error
        name = job["metadata"]["name"]
        if self.refusal:
            raise self.refusal
        with self.lock:
            if ("jobs", name) in self.objects:
                raise Answer(409, "AlreadyExists", f'jobs.batch "{name}" already exists')
            now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
            job["metadata"] |= {"namespace": namespace, "uid": str(uuid4())}
            job["status"] = {"active": 1, "startTime": now}
            self.objects["jobs", name] = job
            self.objects["pods", f"{name}-x1"] = pod_of(job)
        if self.works:
            self.work.append(Thread(target=self._run, args=(job,)))
            self.work[-1].start()
        return job

    def _run(self, job: dict[str, Any]) -> None:
        """Do what the pod of a Job would: run its command, and say how it ended."""
        [container] = job["spec"]["template"]["spec"]["containers"]
        argv = [str(Path(sys.executable).with_name(container["args"][0])), *container["args"][1:]]
        given = {one["name"]: one["value"] for one in container["env"] if "value" in one}
        del given["DAGSTER_HOME"]
        done = subprocess.run(argv, env=os.environ | given, check=False, capture_output=True)
        job["status"] = {("failed" if done.returncode else "succeeded"): 1}

    def write_kubeconfig(self) -> None:
        """Write the file that gets in: its context `it` does, the current one does not."""
        authority = base64.b64encode(self.certificate.authority.read_bytes()).decode()
        server = f"https://127.0.0.1:{self.server_port}"
        cluster = {"server": server, "certificate-authority-data": authority}
        wrong = {"server": "https://127.0.0.1:1"}
        said = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "wrong",
            "clusters": [{"name": "it", "cluster": cluster}, {"name": "wrong", "cluster": wrong}],
            "users": [{"name": "it", "user": {"token": self.token}}],
            "contexts": [
                {"name": name, "context": {"cluster": name, "user": "it"}}
                for name in ("it", "wrong")
            ],
        }
        self.kubeconfig.write_text(yaml.safe_dump(said))


def pod_of(job: dict[str, Any]) -> dict[str, Any]:
    """Return the pod that the Job controller would make."""
    name = job["metadata"]["name"]
    template = job["spec"]["template"]
    state = {"running": {"startedAt": job["status"]["startTime"]}}
    labels = {**template["metadata"].get("labels", {}), "job-name": name}
    about = {"ready": True, "restartCount": 0, "image": "onedata:0.1.0", "imageID": ""}
    statuses = [
        {"name": one["name"], "state": state, **about} for one in template["spec"]["containers"]
    ]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": f"{name}-x1", "labels": labels},
        "spec": template["spec"],
        "status": {"phase": "Running", "containerStatuses": statuses},
    }


class Handler(BaseHTTPRequestHandler):
    """Answers requests with objects, and refusals with a Status."""

    server: ApiServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answered()

    def do_POST(self) -> None:
        self._answered()

    def do_DELETE(self) -> None:
        self._answered()

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def _answered(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            code, what = 200, self._what(json.loads(body) if body else {})
            code = 201 if self.command == "POST" else 200
        except Answer as answer:
            code = answer.code
            what = {"apiVersion": "v1", "kind": "Status", "status": "Failure", "code": code}
            what |= {"reason": answer.reason, "message": answer.message}
        text = what if isinstance(what, str) else json.dumps(what)
        self.send_response(code)
        self.send_header(
            "Content-Type", "text/plain" if isinstance(what, str) else "application/json"
        )
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def _what(self, body: dict[str, Any]) -> dict[str, Any] | str:
        url = urlsplit(self.path)
        if self.headers.get("Authorization", "").lower() != f"bearer {self.server.token}".lower():
            self.server.strangers.append(self.path)
            raise Answer(401, "Unauthorized", "Unauthorized")
        self.server.asked.append((self.command, url.path))
        found = NAMESPACED.fullmatch(url.path)
        if not found or found["namespace"] != self.server.namespace:
            raise Answer(404, "NotFound", f"{url.path} not found")
        kind, name = found["kind"], found["name"]
        if self.command == "POST":
            return self.server.create(body, found["namespace"])
        if not name:
            query = {key: value[0] for key, value in parse_qs(url.query).items()}
            return {"apiVersion": "v1", "kind": LISTS[kind], "items": self._listed(kind, query)}
        one = self.server.objects.get((kind, name))
        if one is None:
            raise Answer(404, "NotFound", f'{kind} "{name}" not found')
        if self.command == "DELETE":
            del self.server.objects[kind, name]
            return {"apiVersion": "v1", "kind": "Status", "status": "Success"}
        return f"printed on {self.server.name}\n" if found["part"] == "log" else one

    def _listed(self, kind: str, query: dict[str, str]) -> list[dict[str, Any]]:
        label, _, value = query.get("labelSelector", "").partition("=")
        field, _, name = query.get("fieldSelector", "").partition("=")
        return [
            one
            for (its, known), one in self.server.objects.items()
            if its == kind
            and (not label or one["metadata"]["labels"].get(label) == value)
            and (field != "metadata.name" or known == name)
        ]


@contextmanager
def api_server(name: str, folder: Path, namespace: str) -> Iterator[ApiServer]:
    """Serve one cluster on loopback."""
    server = ApiServer(name, folder, namespace)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        for work in server.work:
            work.join()
        server.server_close()
