"""Columns through the steps that call HTTP services."""

from __future__ import annotations

from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView
from onedata_resources.kettle.settings.http import (
    HttpPostSettings,
    HttpSettings,
    RestSettings,
    ResultNames,
    Service,
)


def _answered(
    view: StepView, service: Service, results: ResultNames, sent: list[tuple[str, str]], *more: str
) -> Flow:
    """Return the columns with the answer's, which come from all that is sent."""
    fields = [field for _, field in sent] + [each for each in (service.url_field, *more) if each]
    refs = NONE.union(*(view.columns.refs(field) for field in fields))
    added = dict.fromkeys(results.names, refs)
    return Flow(view.columns.with_columns(added), rejected=view.columns)


def _http(settings: HttpSettings, view: StepView) -> Flow:
    sent = [*settings.arguments, *settings.headers]
    return _answered(view, settings.service, settings.results, sent)


def _post(settings: HttpPostSettings, view: StepView) -> Flow:
    sent = [*settings.form, *settings.headers, *settings.query]
    return _answered(view, settings.service, settings.results, sent, settings.body_field)


def _rest(settings: RestSettings, view: StepView) -> Flow:
    sent = [*settings.headers, *settings.parameters, *settings.matrix]
    more = (settings.body_field, settings.method_field)
    return _answered(view, settings.service, settings.results, sent, *more)


FLOWS = {
    "HTTP": _http,
    "HTTPPOST": _post,
    "Rest": _rest,
}
