"""The step types that the engine knows. Each is one function, registered under Kettle's type id."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onedata_resources.kettle.settings.catalogue import SETTINGS

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.scope import StepScope
    from onedata_resources.kettle.engine.stream import Inputs, Outputs

    StepFunction = Callable[[StepScope, Any, Inputs], Outputs]

FAMILIES = {
    "bulk_loaders": "PGBulkLoader MySQLBulkLoader",
    "calculator": "Calculator",
    "cards": "CreditCardValidator RandomCCNumberGenerator",
    "checks": "WebServiceAvailable FileLocked",
    "checksum": "CheckSum",
    "ciphers": "SymmetricCryptoTrans SecretKeyGenerator",
    "closure": "ClosureGenerator",
    "combination_lookup": "CombinationLookup",
    "concat_fields": "ConcatFields",
    "csv_input": "CsvInput ParGzipCsvInput",
    "cubes": "CubeInput CubeOutput",
    "database_checks": "TableExists ColumnExists GetTableNames",
    "database_join": "DBJoin DynamicSQLRow",
    "database_lookup": "DBLookup",
    "denormaliser": "Denormaliser",
    "dimension_lookup": "DimensionLookup",
    "excel_input": "ExcelInput",
    "excel_output": "TypeExitExcelWriterStep",
    "executor": "TransExecutor JobExecutor",
    "file_lists": "GetFileNames GetSubFolders GetFilesRowsCount FileExists",
    "filter_rows": "FilterRows",
    "fixed_input": "FixedInput",
    "flow": "Dummy Abort",
    "formula": "Formula",
    "fuzzy_match": "FuzzyMatch",
    "generate": "DataGrid RowGenerator Constant GetVariable",
    "group_by": "GroupBy MemoryGroupBy",
    "http": "HTTP HTTPPOST Rest",
    "java_filter": "JavaFilter",
    "join_rows": "JoinRows",
    "json_input": "JsonInput",
    "json_output": "JsonOutput",
    "keyed_output": "InsertUpdate Update Delete",
    "mail": "Mail",
    "mail_addresses": "MailValidator",
    "mapping": "SimpleMapping Mapping SingleThreader Injector MappingInput MappingOutput",
    "merge_joins": "MergeJoin MultiwayMergeJoin",
    "merge_output": "SynchronizeAfterMerge",
    "merge_rows": "Append MergeRows SortedMerge",
    "metadata_injection": "MetaInject",
    "neighbours": "AnalyticQuery FieldsChangeSequence DetectLastRow",
    "nulls": "IfNull NullIf SetValueConstant SetValueField",
    "plain_documents": "YamlInput LoadFileInput PropertyInput",
    "procedures": "DBProc",
    "programs": "ExecProcess",
    "property_output": "PropertyOutput",
    "regex_eval": "RegexEval",
    "reshape": "Normaliser Flattener",
    "results": "RowsToResult RowsFromResult FilesToResult FilesFromResult SetVariable",
    "row_files": "ProcessFiles ZipFile ChangeFileEncoding",
    "rows": "UniqueRowsByHashSet Unique ValueMapper",
    "samples": "SampleRows CloneRow ReservoirSampling",
    "script": "ScriptValueMod UserDefinedJavaClass Janino",
    "select_values": "SelectValues",
    "sequence": "Sequence NumberRange",
    "sort_rows": "SortRows",
    "splitting": "FieldSplitter SplitFieldToRows3",
    "sql_files": "SQLFileOutput",
    "sql_script": "ExecSQL ExecSQLRow",
    "statistics": "UnivariateStats",
    "stream_facts": "StepMetastructure StepsMetrics PrioritizeStreams",
    "stream_lookup": "StreamLookup",
    "switch_case": "SwitchCase DetectEmptyStream",
    "system": "SystemInfo RandomValue",
    "table_input": "TableInput",
    "table_output": "TableOutput",
    "text_input": "OldTextFileInput TextFileInput",
    "text_output": "TextFileOutput TextFileOutputLegacy",
    "texts": "StringOperations StringCut ReplaceString",
    "validator": "Validator",
    "waiting": "BlockingStep BlockUntilStepsFinish Delay WriteToLog",
    "xbase_input": "XBaseInput",
    "xls_output": "ExcelOutput",
    "xml_input": "getXMLData",
    "xml_join": "XMLJoin",
    "xml_output": "XMLOutput AddXML",
    "xml_tools": "XMLInputStream XSDValidatorStep XSLT",
}
"""The types of each module in `steps/`: a run loads only those that it needs."""
_MODULES = {type_id: name for name, types in FAMILIES.items() for type_id in types.split()}


@dataclass(frozen=True)
class StepType:
    """A step type: how it runs, and whether it runs before every other step."""

    id: str
    run: StepFunction
    first: bool = False


_TYPES: dict[str, StepType] = {}


def step(type_id: str, *, first: bool = False) -> Callable[[StepFunction], StepFunction]:
    """Register the function under the type id; its settings are in `settings/catalogue.py`."""

    def register(function: StepFunction) -> StepFunction:
        if type_id not in SETTINGS:
            raise LookupError(f"{type_id} has no settings in settings/catalogue.py")
        _TYPES[type_id] = StepType(type_id, function, first)
        return function

    return register


def step_type(type_id: str) -> StepType:
    """Return the step type of that id.

    Raises:
        KeyError: There is none.
    """
    importlib.import_module(f"onedata_resources.kettle.engine.steps.{_MODULES[type_id]}")
    return _TYPES[type_id]


def step_types() -> dict[str, StepType]:
    """Return every step type by its id."""
    return {type_id: step_type(type_id) for type_id in _MODULES}
