"""Columns through the steps that tell of the stream, of other steps, trees, cards or addresses."""

from __future__ import annotations

from onedata_resources.kettle.lineage.columns import Columns
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView
from onedata_resources.kettle.lineage.joins import one_upon_another
from onedata_resources.kettle.settings.cards import CardCheckSettings, CardNumbersSettings
from onedata_resources.kettle.settings.checks import LockCheckSettings, PageCheckSettings
from onedata_resources.kettle.settings.ciphers import CipherSettings, KeysSettings
from onedata_resources.kettle.settings.closure import ClosureSettings
from onedata_resources.kettle.settings.mail_addresses import MailCheckSettings
from onedata_resources.kettle.settings.stream_facts import (
    MetricsSettings,
    PrioritySettings,
    StructureSettings,
)

STRUCTURE = ("Position", "Fieldname", "Comments", "Type", "Length", "Precision", "Origin")


def _structure(settings: StructureSettings, view: StepView) -> Flow:
    del view
    names = [*STRUCTURE, *filter(None, [settings.count_field])]
    return Flow(Columns(dict.fromkeys(names, NONE)))


def _metrics(settings: MetricsSettings, view: StepView) -> Flow:
    del view
    return Flow(Columns(dict.fromkeys((name for name, _ in settings.counters), NONE)))


def _prioritized(settings: PrioritySettings, view: StepView) -> Flow:
    return Flow(one_upon_another([view.input(name) for name in settings.steps]))


def _closure(settings: ClosureSettings, view: StepView) -> Flow:
    parent, child = (view.columns.refs(each) for each in (settings.parent, settings.child))
    return Flow(
        Columns(
            {
                settings.parent: parent | child,
                settings.child: child,
                settings.distance: parent | child,
            }
        )
    )


def _card_check(settings: CardCheckSettings, view: StepView) -> Flow:
    number = view.columns.refs(settings.field)
    names = filter(None, [settings.result, settings.card_type, settings.message])
    return Flow(view.columns.with_columns(dict.fromkeys(names, number)))


def _mail_check(settings: MailCheckSettings, view: StepView) -> Flow:
    address = view.columns.refs(settings.field)
    names = filter(None, [settings.result, settings.errors])
    return Flow(view.columns.with_columns(dict.fromkeys(names, address)))


def _page_check(settings: PageCheckSettings, view: StepView) -> Flow:
    address = view.columns.refs(settings.url_field)
    return Flow(view.columns.with_columns({settings.result: address}))


def _lock_check(settings: LockCheckSettings, view: StepView) -> Flow:
    name = view.columns.refs(settings.name_field)
    return Flow(view.columns.with_columns({settings.result: name}))


def _cipher(settings: CipherSettings, view: StepView) -> Flow:
    message = view.columns.refs(settings.message)
    return Flow(view.columns.with_columns({settings.result: message}))


def _keys(settings: KeysSettings, view: StepView) -> Flow:
    names = filter(None, [settings.field, settings.algorithm_field, settings.length_field])
    return Flow(view.columns.with_columns(dict.fromkeys(names, NONE)))


def _card_numbers(settings: CardNumbersSettings, view: StepView) -> Flow:
    del view
    names = [settings.number_field, settings.kind_field, settings.length_field]
    return Flow(Columns(dict.fromkeys(filter(None, names), NONE)))


FLOWS = {
    "ClosureGenerator": _closure,
    "CreditCardValidator": _card_check,
    "FileLocked": _lock_check,
    "MailValidator": _mail_check,
    "PrioritizeStreams": _prioritized,
    "RandomCCNumberGenerator": _card_numbers,
    "SecretKeyGenerator": _keys,
    "StepMetastructure": _structure,
    "StepsMetrics": _metrics,
    "SymmetricCryptoTrans": _cipher,
    "WebServiceAvailable": _page_check,
}
