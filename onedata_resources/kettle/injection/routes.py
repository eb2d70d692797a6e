"""Keys of the steps that order, group, join and route rows."""

from onedata_resources.kettle.injection.keys import VALUE_TYPES, injectable

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
MERGE_JOIN = injectable(
    """
    JOIN_TYPE join_type
    KEY_FIELD1 keys_1/key[]
    KEY_FIELD2 keys_2/key[]
    """
)
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
    words={"RETRIEVE_DEFAULT_TYPE": VALUE_TYPES},
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
TYPES = {
    "FilterRows": FILTER_ROWS,
    "GroupBy": GROUP_BY,
    "JoinRows": JOIN_ROWS,
    "MemoryGroupBy": MEMORY_GROUP_BY,
    "MergeJoin": MERGE_JOIN,
    "SortRows": SORT_ROWS,
    "StreamLookup": STREAM_LOOKUP,
    "SwitchCase": SWITCH_CASE,
}
