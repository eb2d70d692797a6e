"""Keys of the steps that change the fields of rows. Those that move rows are in `routes.py`."""

from onedata_resources.kettle.injection.keys import VALUE_TYPES, injectable

_YES = "no yes"
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
    words={"FIELDTYPE": VALUE_TYPES, "TRIMTYPE": "none left right both"},
)
TYPES = {
    "Denormaliser": DENORMALISER,
    "FieldSplitter": FIELD_SPLITTER,
    "GetVariable": GET_VARIABLE,
    "IfNull": IF_NULL,
    "Normaliser": NORMALISER,
    "ReplaceString": REPLACE_STRING,
    "ScriptValueMod": SCRIPT,
    "SelectValues": SELECT_VALUES,
    "ValueMapper": VALUE_MAPPER,
}
