"""Keys of the steps that write."""

from onedata_resources.kettle.injection.keys import injectable

_COLOURS = (
    "none black white red bright_green blue yellow pink turquoise dark_red green dark_blue"
    " dark_yellow violet teal grey_25pct grey_50pct periwinklepct plum ivory light_turquoise"
    " dark_purple coral ocean_blue ice_blue turqoise sky_blue light_green very_light_yellow"
    " pale_blue rose lavender tan light_blue aqua lime gold light_orange orange blue_grey"
    " grey_40pct dark_teal sea_green dark_green olive_green brown grey_80pct"
)
TEXT_FILE_OUTPUT = injectable(
    """
    FILENAME file/name
    RUN_AS_COMMAND file/is_command flag
    PASS_TO_SERVLET file/servlet_output flag
    CREATE_PARENT_FOLDER create_parent_folder flag
    EXTENSION file/extention
    SEPARATOR separator
    ENCLOSURE enclosure
    FORCE_ENCLOSURE enclosure_forced flag
    DISABLE_ENCLOSURE_FIX enclosure_fix_disabled flag
    HEADER header flag
    FOOTER footer flag
    FORMAT format
    COMPRESSION compression
    SPLIT_EVERY file/splitevery number
    APPEND file/append flag
    INC_STEPNR_IN_FILENAME file/split flag
    INC_PARTNR_IN_FILENAME file/haspartno flag
    INC_DATE_IN_FILENAME file/add_date flag
    INC_TIME_IN_FILENAME file/add_time flag
    RIGHT_PAD_FIELDS file/pad flag
    FAST_DATA_DUMP file/fast_dump flag
    ENCODING encoding
    ADD_ENDING_LINE endedLine
    FILENAME_IN_FIELD fileNameInField flag
    FILENAME_FIELD fileNameField
    ADD_TO_RESULT file/add_to_result_filenames flag
    DO_NOT_CREATE_FILE_AT_STARTUP file/do_not_open_new_file_init flag
    SPECIFY_DATE_FORMAT file/SpecifyFormat flag
    DATE_FORMAT file/date_time_format
    OUTPUT_FIELDNAME fields/field[]/name
    OUTPUT_TYPE fields/field[]/type
    OUTPUT_FORMAT fields/field[]/format
    OUTPUT_LENGTH fields/field[]/length number
    OUTPUT_PRECISION fields/field[]/precision number
    OUTPUT_CURRENCY fields/field[]/currency
    OUTPUT_DECIMAL fields/field[]/decimal
    OUTPUT_GROUP fields/field[]/group
    OUTPUT_NULL fields/field[]/nullif
    OUTPUT_TRIM fields/field[]/trim_type
    """
)
TABLE_OUTPUT = injectable(
    """
    TARGET_SCHEMA schema
    TARGET_TABLE table
    COMMIT_SIZE commit
    TRUNCATE_TABLE truncate flag
    SPECIFY_DATABASE_FIELDS specify_fields flag
    IGNORE_INSERT_ERRORS ignore_errors flag
    USE_BATCH_UPDATE use_batch flag
    PARTITION_OVER_TABLES partitioning_enabled flag
    PARTITIONING_FIELD partitioning_field
    PARTITION_DATA_PER partitioning_daily period
    TABLE_NAME_DEFINED_IN_FIELD tablename_in_field flag
    TABLE_NAME_FIELD tablename_field
    STORE_TABLE_NAME tablename_in_table flag
    RETURN_AUTO_GENERATED_KEY return_keys flag
    AUTO_GENERATED_KEY_FIELD return_field
    DATABASE_FIELDNAME fields/field[]/column_name
    STREAM_FIELDNAME fields/field[]/stream_name
    """,
    old=True,
)
INSERT_UPDATE = injectable(
    """
    CONNECTIONNAME connection
    SCHEMA_NAME lookup/schema
    TABLE_NAME lookup/table
    COMMIT_SIZE commit
    DO_NOT update_bypassed flag
    KEY_STREAM lookup/key[]/name
    KEY_LOOKUP lookup/key[]/field
    KEY_CONDITION lookup/key[]/condition
    KEY_STREAM2 lookup/key[]/name2
    UPDATE_LOOKUP lookup/value[]/name
    UPDATE_STREAM lookup/value[]/rename
    UPDATE_FLAG lookup/value[]/update flag
    """
)
UPDATE = injectable(
    """
    CONNECTIONNAME connection
    SCHEMA_NAME lookup/schema
    TABLE_NAME lookup/table
    KEY_STREAM lookup/key[]/name
    KEY_LOOKUP lookup/key[]/field
    KEY_CONDITION lookup/key[]/condition
    KEY_STREAM2 lookup/key[]/name2
    UPDATE_LOOKUP lookup/value[]/name
    UPDATE_STREAM lookup/value[]/rename
    COMMIT_SIZE commit
    IGNORE_LOOKUP_FAILURE error_ignored flag
    FLAG_FIELD ignore_flag_field
    SKIP_LOOKUP skip_lookup flag
    BATCH_UPDATE use_batch flag
    """
)
EXEC_SQL = injectable(
    """
    CONNECTIONNAME connection
    SQL sql
    EXECUTE_FOR_EACH_ROW execute_each_row flag
    PARAMETER_NAME arguments/argument[]/name
    UPDATE_STATS_FIELD update_field
    INSERT_STATS_FIELD insert_field
    DELETE_STATS_FIELD delete_field
    READ_STATS_FIELD read_field
    EXECUTE_AS_SINGLE_STATEMENT single_statement flag
    REPLACE_VARIABLES replace_variables flag
    QUOTE_STRINGS quoteString flag
    BIND_PARAMETERS set_params flag
    """
)
EXCEL_OUTPUT = injectable(
    """
    FILENAME file/name
    EXTENSION file/extention
    PASSWORD file/password
    HEADER_ENABLED header flag
    FOOTER_ENABLED footer flag
    SPLIT_EVERY file/splitevery number
    STEP_NR_IN_FILENAME file/split flag
    DATE_IN_FILENAME file/add_date flag
    TIME_IN_FILENAME file/add_time flag
    FILENAME_TO_RESULT add_to_result_filenames flag
    PROTECT file/protect_sheet flag
    TEMPLATE template/enabled flag
    TEMPLATE_FILENAME template/filename
    TEMPLATE_APPEND template/append flag
    SHEET_NAME file/sheetname
    USE_TEMPFILES file/usetempfiles flag
    TEMPDIR file/tempdirectory
    ENCODING encoding
    APPEND append flag
    DONT_OPEN_NEW_FILE file/do_not_open_newfile_init flag
    CREATE_PARENT_FOLDER file/create_parent_folder flag
    DATE_FORMAT_SPECIFIED file/SpecifyFormat flag
    DATE_FORMAT file/date_time_format
    AUTOSIZE_COLUMNS file/autosizecolums flag
    NULL_AS_BLANK file/nullisblank flag
    NAME fields/field[]/name
    TYPE fields/field[]/type
    FORMAT fields/field[]/format
    HEADER_FONT_COLOR custom/header_font_color
    HEADER_BACKGROUND_COLOR custom/header_background_color
    ROW_FONT_COLOR custom/row_font_color
    ROW_BACKGROUND_COLOR custom/row_background_color
    HEADER_FONT_SIZE custom/header_font_size
    HEADER_FONT_BOLD custom/header_font_bold flag
    HEADER_FONT_ITALIC custom/header_font_italic flag
    HEADER_ROW_HEIGHT custom/header_row_height
    HEADER_IMAGE custom/header_image
    ROW_FONT_SIZE custom/row_font_size
    """,
    words=dict.fromkeys(
        (
            "HEADER_FONT_COLOR",
            "HEADER_BACKGROUND_COLOR",
            "ROW_FONT_COLOR",
            "ROW_BACKGROUND_COLOR",
        ),
        _COLOURS,
    ),
)
EXCEL_WRITER = injectable(
    """
    NAME fields/field[]/name
    TYPE fields/field[]/type
    FORMAT fields/field[]/format
    STYLECELL fields/field[]/styleCell
    FIELDTITLE fields/field[]/title
    TITLESTYLE fields/field[]/titleStyleCell
    FORMULA fields/field[]/formula flag
    HYPERLINKFIELD fields/field[]/hyperlinkField
    CELLCOMMENT fields/field[]/commentField
    COMMENTAUTHOR fields/field[]/commentAuthorField
    """,
    old=True,
)
TYPES = {
    "ExcelOutput": EXCEL_OUTPUT,
    "ExecSQL": EXEC_SQL,
    "InsertUpdate": INSERT_UPDATE,
    "TableOutput": TABLE_OUTPUT,
    "TextFileOutput": TEXT_FILE_OUTPUT,
    "TextFileOutputLegacy": TEXT_FILE_OUTPUT,
    "TypeExitExcelWriterStep": EXCEL_WRITER,
    "Update": UPDATE,
}
