"""Snapshots of jobs without the resources that are hidden.

Dagster puts every resource of a code location into every job: its name, its text and the defaults
of its configuration, also where no step of the job uses it.
"""

import json
from collections.abc import Collection, Iterable, Mapping

from dagster._config.snap import ConfigFieldSnap, ConfigSchemaSnapshot, ConfigTypeSnap
from dagster._core.remote_representation.external import RemoteJob
from dagster._core.remote_representation.external_data import JobDataSnap
from dagster._core.snap import JobSnap
from dagster._core.snap.mode import ModeDefSnap
from dagster._record import copy

from onedata_portal.gateway.dagster_ui.redaction import Sees, shown_metadata

RESOURCES = "resources"
Types = dict[str, ConfigTypeSnap]


def shown_job_data(data: JobDataSnap, hidden: Collection[str], sees: Sees) -> JobDataSnap:
    """Return what is known of a job, without hidden resources and the job it is cut from."""
    return copy(data, job=shown_job_snap(data.job, hidden, sees), parent_job=None)


def shown_job(job: RemoteJob, hidden: Collection[str], sees: Sees) -> RemoteJob:
    """Return a job without hidden resources."""
    return RemoteJob(shown_job_data(job.job_data_snap, hidden, sees), job.repository_handle)


def shown_job_snap(snap: JobSnap, hidden: Collection[str], sees: Sees) -> JobSnap:
    """Return the snapshot of a job without hidden resources and references to hidden assets."""
    types = dict(snap.config_schema_snapshot.all_config_snaps_by_key)
    modes = []
    for mode in snap.mode_def_snaps:
        shown = [one for one in mode.resource_def_snaps if one.name not in hidden]
        modes.append(mode._replace(resource_def_snaps=shown))
        if mode.root_config_key in types:
            cut = _cut_fields(types, mode.root_config_key, hidden)
            for key in _reachable(types, cut) - _reachable(types, _roots(snap, modes[-1])):
                types.pop(key)
    return copy(
        snap,
        metadata=shown_metadata(snap.metadata, sees),
        mode_def_snaps=modes,
        config_schema_snapshot=ConfigSchemaSnapshot(all_config_snaps_by_key=types),
    )


def _cut_fields(types: Types, root_key: str, hidden: Collection[str]) -> list[str]:
    """Leave the hidden resources out of the configuration of a run; return their types."""
    root = types[root_key]
    fields = list(root.fields or ())
    cut: list[str] = []
    for at, field in enumerate(fields):
        if field.name == RESOURCES and field.type_key in types:
            of = types[field.type_key]
            kept = [one for one in of.fields or () if one.name not in hidden]
            cut += [one.type_key for one in of.fields or () if one.name in hidden]
            types[field.type_key] = copy(of, fields=kept)
            fields[at] = copy(field, default_value_as_json_str=_cut_default(field, hidden))
    types[root_key] = copy(root, fields=fields)
    return cut


def _cut_default(field: ConfigFieldSnap, hidden: Collection[str]) -> str | None:
    if field.default_value_as_json_str is None:
        return None
    default = json.loads(field.default_value_as_json_str)
    if not isinstance(default, dict):
        return field.default_value_as_json_str
    return json.dumps({name: value for name, value in default.items() if name not in hidden})


def _roots(snap: JobSnap, mode: ModeDefSnap) -> Iterable[str]:
    """Yield the types of configuration that something shown has."""
    if mode.root_config_key:
        yield mode.root_config_key
    nodes = snap.node_defs_snapshot
    for one in (
        *mode.resource_def_snaps,
        *mode.logger_def_snaps,
        *nodes.op_def_snaps,
        *nodes.graph_def_snaps,
    ):
        if one.config_field_snap:
            yield one.config_field_snap.type_key


def _reachable(types: Mapping[str, ConfigTypeSnap], roots: Iterable[str]) -> set[str]:
    """Return the types that the roots are made of, and the roots."""
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        key = waiting.pop()
        if key in types and key not in found:
            found.add(key)
            waiting += types[key].type_param_keys or ()
            waiting += [field.type_key for field in types[key].fields or ()]
    return found
