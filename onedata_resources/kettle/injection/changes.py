"""Keys of the steps that change, order and route rows."""

from onedata_resources.kettle.injection.keys import injectable

_YES = "no yes"
_VALUE_TYPES = "- Number String Date Boolean Integer BigNumber Serializable Binary Timestamp"
SELECT_VALUES = injectable(
    """
    SELECT_UNSPECIFIED fields/select_unspecified flag
    FIELD_NAME fields/field[]/name
    FIELD_RENAME fields/field[]/rename
    FIELD_LENGTH fields/field[]/length number
    FIELD_PRECISION fields/field[]/precision number
    REMOVE_NAME fields/remove[]/name
    META_NAME fields/meta[]/name
    META_RENAME fields/meta[]/rename
    META_TYPE fields/meta[]/type
    META_LENGTH fields/meta[]/length number
    META_PRECISION fields/meta[]/precision number
    META_CONVERSION_MASK fields/meta[]/conversion_mask
    META_DATE_FORMAT_LENIENT fields/meta[]/date_format_lenient flag
    META_DATE_FORMAT_LOCALE fields/meta[]/date_format_locale
    META_DATE_FORMAT_TIMEZONE fields/meta[]/date_format_timezone
    META_LENIENT_STRING_TO_NUMBER fields/meta[]/lenient_string_to_number flag
    META_DECIMAL fields/meta[]/decimal_symbol
    META_GROUPING fields/meta[]/grouping_symbol
    META_CURRENCY fields/meta[]/currency_symbol
    META_ENCODING fields/meta[]/encoding
    META_STORAGE_TYPE fields/meta[]/storage_type
    """
)
SORT_ROWS = injectable(
    """
    SORT_DIRECTORY directory
    SORT_FILE_PREFIX prefix
    SORT_SIZE_ROWS sort_size
    FREE_MEMORY_TRESHOLD free_memory
    ONLY_PASS_UNIQUE_ROWS unique_rows flag
    COMPRESS_TEMP_FILES compress flag
    NAME fields/field[]/name
    SORT_ASCENDING fields/field[]/ascending flag
    IGNORE_CASE fields/field[]/case_sensitive flag
    PRESORTED fields/field[]/presorted flag
    COLLATOR_STRENGTH fields/field[]/collator_strength number
    COLLATOR_ENABLED fields/field[]/collator_enabled flag
    """
)
GROUP_BY = injectable(
    """
    PASS_ALL_ROWS all_rows flag
    TEMP_DIRECTORY directory
    TEMP_FILE_PREFIX prefix
    GROUP_LINE_NUMBER_ENABLED add_linenr flag
    GROUP_LINE_NUMBER_FIELDNAME linenr_fieldname
    ALLWAYS_PASS_A_ROW give_back_row flag
    GROUP_FIELDNAME group/field[]/name
    AGG_FIELDNAME fields/field[]/aggregate
    AGG_SUBJECT fields/field[]/subject
    AGG_TYPE fields/field[]/type
    AGG_VALUE fields/field[]/valuefield
    """,
    old=True,
)
MEMORY_GROUP_BY = injectable(
    """
    GROUPFIELD group/field[]/name
    AGGREGATEFIELD fields/field[]/aggregate
    SUBJECTFIELD fields/field[]/subject
    AGGREGATETYPE fields/field[]/type
    VALUEFIELD fields/field[]/valuefield
    ALWAYSGIVINGBACKONEROW give_back_row flag
    """,
    words={
        "AGGREGATETYPE": "- SUM AVERAGE MEDIAN PERCENTILE MIN MAX COUNT_ALL CONCAT_COMMA FIRST LAST"
        " FIRST_INCL_NULL LAST_INCL_NULL STD_DEV CONCAT_STRING COUNT_DISTINCT COUNT_ANY"
    },
)
DENORMALISER = injectable(
    """
    NAME fields/field[]/field_name
    KEY_VALUE fields/field[]/key_value
    TARGET_NAME fields/field[]/target_name
    TARGET_TYPE fields/field[]/target_type
    TARGET_LENGTH fields/field[]/target_length length
    TARGET_PRECISION fields/field[]/target_precision length
    TARGET_CURRENCY fields/field[]/target_currency_symbol
    TARGET_GROUP fields/field[]/target_grouping_symbol
    TARGET_DECIMAL fields/field[]/target_decimal_symbol
    TARGET_FORMAT fields/field[]/target_format
    TARGET_AGGREGATION fields/field[]/target_aggregation_type
    """,
    old=True,
)
NORMALISER = injectable(
    """
    NAME fields/field[]/name
    VALUE fields/field[]/value
    NORMALISED fields/field[]/norm
    """
)
VALUE_MAPPER = injectable(
    """
    FIELDNAME field_to_use
    TARGET_FIELDNAME target_field
    NON_MATCH_DEFAULT non_match_default
    SOURCE fields/field[]/source_value
    TARGET fields/field[]/target_value
    """
)
MERGE_JOIN = injectable(
    """
    JOIN_TYPE join_type
    KEY_FIELD1 keys_1/key[]
    KEY_FIELD2 keys_2/key[]
    """
)
IF_NULL = injectable(
    """
    FIELD_NAME fields/field[]/name
    REPLACE_VALUE fields/field[]/value
    REPLACE_MASK fields/field[]/mask
    SET_EMPTY_STRING fields/field[]/set_empty_string flag
    TYPE_NAME valuetypes/valuetype[]/name
    TYPE_REPLACE_VALUE valuetypes/valuetype[]/value
    TYPE_REPLACE_MASK valuetypes/valuetype[]/mask
    SET_TYPE_EMPTY_STRING valuetypes/valuetype[]/set_type_empty_string flag
    SELECT_FIELDS selectFields flag
    SELECT_VALUES_TYPE selectValuesType flag
    REPLACE_ALL_BY_VALUE replaceAllByValue
    REPLACE_ALL_MASK replaceAllMask
    SET_EMPTY_STRING_ALL setEmptyStringAll flag
    """
)
SCRIPT = injectable(
    """
    COMPATIBILITY_MODE compatible flag
    OPTIMIZATION_LEVEL optimizationLevel
    FIELD_NAME fields/field[]/name
    FIELD_RENAME_TO fields/field[]/rename
    FIELD_TYPE fields/field[]/type
    FIELD_LENGTH fields/field[]/length length
    FIELD_PRECISION fields/field[]/precision length
    FIELD_REPLACE fields/field[]/replace flag
    SCRIPT_NAME jsScripts/jsScript[]/jsScript_name
    SCRIPT jsScripts/jsScript[]/jsScript_script
    """
)
REPLACE_STRING = injectable(
    """
    FIELD_IN_STREAM fields/field[]/in_stream_name
    FIELD_OUT_STREAM fields/field[]/out_stream_name
    USE_REGEX fields/field[]/use_regex
    REPLACE_STRING fields/field[]/replace_string
    REPLACE_BY fields/field[]/replace_by_string
    EMPTY_STRING fields/field[]/set_empty_string flag
    REPLACE_WITH_FIELD fields/field[]/replace_field_by_string
    REPLACE_WHOLE_WORD fields/field[]/whole_word
    CASE_SENSITIVE fields/field[]/case_sensitive
    IS_UNICODE fields/field[]/is_unicode
    """,
    words={"USE_REGEX": _YES, "REPLACE_WHOLE_WORD": _YES, "CASE_SENSITIVE": _YES,
           "IS_UNICODE": _YES},
)  # fmt: skip
FILTER_ROWS = injectable(
    """
    SEND_TRUE_STEP send_true_to
    SEND_FALSE_STEP send_false_to
    CONDITION compare xml
    """
)
SWITCH_CASE = injectable(
    """
    FIELD_NAME fieldname
    VALUE_TYPE case_value_type
    VALUE_DECIMAL case_value_decimal
    VALUE_GROUP case_value_group
    VALUE_FORMAT case_value_format
    CONTAINS use_contains flag
    DEFAULT_TARGET_STEP_NAME default_target_step
    SWITCH_CASE_TARGET.CASE_VALUE cases/case[]/value
    SWITCH_CASE_TARGET.CASE_TARGET_STEP_NAME cases/case[]/target_step
    """
)
STREAM_LOOKUP = injectable(
    """
    KEY_STREAM lookup/key[]/name
    KEY_LOOKUP lookup/key[]/field
    RETRIEVE_VALUE lookup/value[]/name
    RETRIEVE_VALUE_NAME lookup/value[]/rename
    RETRIEVE_VALUE_DEFAULT lookup/value[]/default
    RETRIEVE_DEFAULT_TYPE lookup/value[]/type
    PRESERVE_MEMORY preserve_memory flag
    SORTED_LIST sorted_list flag
    INTEGER_PAIR integer_pair flag
    """,
    words={"RETRIEVE_DEFAULT_TYPE": _VALUE_TYPES},
)
JOIN_ROWS = injectable(
    """
    TEMP_DIR directory
    TEMP_FILE_PREFIX prefix
    MAX_CACHE_SIZE cache_size number
    MAIN_STEP main
    CONDITION compare xml
    """
)
FIELD_SPLITTER = injectable(
    """
    FIELD_TO_SPLIT splitfield
    DELIMITER delimiter
    ENCLOSURE enclosure
    NAME fields/field[]/name
    ID fields/field[]/id
    REMOVE_ID fields/field[]/idrem flag
    DATA_TYPE fields/field[]/type
    FORMAT fields/field[]/format
    GROUPING fields/field[]/group
    DECIMAL fields/field[]/decimal
    CURRENCY fields/field[]/currency
    LENGTH fields/field[]/length number
    PRECISION fields/field[]/precision number
    NULL_IF fields/field[]/nullif
    DEFAULT fields/field[]/ifnull
    TRIM_TYPE fields/field[]/trimtype
    """
)
GET_VARIABLE = injectable(
    """
    FIELDNAME fields/field[]/name
    VARIABLE fields/field[]/variable
    FIELDTYPE fields/field[]/type
    FIELDFORMAT fields/field[]/format
    FIELDLENGTH fields/field[]/length number
    FIELDPRECISION fields/field[]/precision number
    CURRENCY fields/field[]/currency
    DECIMAL fields/field[]/decimal
    GROUP fields/field[]/group
    TRIMTYPE fields/field[]/trim_type
    """,
    words={"FIELDTYPE": _VALUE_TYPES, "TRIMTYPE": "none left right both"},
)
TYPES = {
    "Denormaliser": DENORMALISER,
    "FieldSplitter": FIELD_SPLITTER,
    "FilterRows": FILTER_ROWS,
    "GetVariable": GET_VARIABLE,
    "GroupBy": GROUP_BY,
    "IfNull": IF_NULL,
    "JoinRows": JOIN_ROWS,
    "MemoryGroupBy": MEMORY_GROUP_BY,
    "MergeJoin": MERGE_JOIN,
    "Normaliser": NORMALISER,
    "ReplaceString": REPLACE_STRING,
    "ScriptValueMod": SCRIPT,
    "SelectValues": SELECT_VALUES,
    "SortRows": SORT_ROWS,
    "StreamLookup": STREAM_LOOKUP,
    "SwitchCase": SWITCH_CASE,
    "ValueMapper": VALUE_MAPPER,
}
