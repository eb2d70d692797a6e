"""Keys of the steps that read."""

from onedata_resources.kettle.injection.keys import injectable

CSV_INPUT = injectable(
    """
    FILENAME filename
    FILENAME_FIELD filename_field
    ROW_NUM_FIELD rownum_field
    HEADER_PRESENT header flag
    DELIMITER separator
    ENCLOSURE enclosure
    BUFFERSIZE buffer_size
    LAZY_CONVERSION lazy_conversion flag
    PARALLEL parallel flag
    NEWLINE_POSSIBLE newline_possible flag
    ADD_FILENAME_RESULT add_filename_result flag
    ENCODING encoding
    FIELD_NAME fields/field[]/name
    FIELD_TYPE fields/field[]/type
    FIELD_FORMAT fields/field[]/format
    FIELD_LENGTH fields/field[]/length number
    FIELD_PRECISION fields/field[]/precision number
    FIELD_CURRENCY fields/field[]/currency
    FIELD_DECIMAL fields/field[]/decimal
    FIELD_GROUP fields/field[]/group
    FIELD_TRIM_TYPE fields/field[]/trim_type
    """,
    old=True,
)
_FILES = """
    FILENAME file/name[]
    FILEMASK file/filemask[]
    EXCLUDE_FILEMASK file/exclude_filemask[]
    FILE_REQUIRED file/file_required[]
    INCLUDE_SUBFOLDERS file/include_subfolders[]
    """
_FACTS = """
    FILE_SHORT_FILE_FIELDNAME shortFileFieldName
    FILE_EXTENSION_FIELDNAME extensionFieldName
    FILE_PATH_FIELDNAME pathFieldName
    FILE_SIZE_FIELDNAME sizeFieldName
    FILE_HIDDEN_FIELDNAME hiddenFieldName
    FILE_LAST_MODIFICATION_FIELDNAME lastModificationTimeFieldName
    FILE_URI_FIELDNAME uriNameFieldName
    FILE_ROOT_URI_FIELDNAME rootUriNameFieldName
    """
_READ_FIELDS = """
    FIELD_NAME fields/field[]/name
    FIELD_LENGTH fields/field[]/length number
    FIELD_TYPE fields/field[]/type
    FIELD_FORMAT fields/field[]/format
    FIELD_TRIM_TYPE fields/field[]/trim_type
    FIELD_PRECISION fields/field[]/precision number
    FIELD_CURRENCY fields/field[]/currency
    FIELD_DECIMAL fields/field[]/decimal
    FIELD_GROUP fields/field[]/group
    FIELD_REPEAT fields/field[]/repeat flag
    """
TEXT_FILE_INPUT = injectable(
    f"""{_FILES.strip()}
    {_FACTS.strip()}
    {_READ_FIELDS.strip()}
    FIELD_POSITION fields/field[]/position number
    FIELD_NULL_STRING fields/field[]/nullif
    FIELD_IF_NULL fields/field[]/ifnull
    FILTER_POSITION filters/filter[]/filter_position number
    FILTER_STRING filters/filter[]/filter_string
    FILTER_LAST_LINE filters/filter[]/filter_is_last_line flag
    FILTER_POSITIVE filters/filter[]/filter_is_positive flag
    FILE_TYPE file/type
    COMPRESSION_TYPE file/compression
    SEPARATOR separator
    ENCLOSURE enclosure
    BREAK_IN_ENCLOSURE enclosure_breaks flag
    ESCAPE_CHAR escapechar
    HEADER_PRESENT header flag
    NR_HEADER_LINES nr_headerlines number
    HAS_FOOTER footer flag
    NR_FOOTER_LINES nr_footerlines number
    HAS_WRAPPED_LINES line_wrapped flag
    NR_WRAPS nr_wraps number
    HAS_PAGED_LAYOUT layout_paged flag
    NR_LINES_PER_PAGE nr_lines_per_page number
    NR_DOC_HEADER_LINES nr_lines_doc_header number
    NO_EMPTY_LINES noempty flag
    INCLUDE_FILENAME include flag
    FILENAME_FIELD include_field
    INCLUDE_ROW_NUMBER rownum flag
    ROW_NUMBER_FIELD rownum_field
    ROW_NUMBER_BY_FILE rownumByFile flag
    FILE_FORMAT format
    ENCODING encoding
    LENGTH length
    ROW_LIMIT limit number
    DATE_FORMAT_LENIENT date_format_lenient flag
    DATE_FORMAT_LOCALE date_format_locale
    ACCEPT_FILE_NAMES accept_filenames flag
    ACCEPT_FILE_STEP accept_stepname
    ACCEPT_FILE_FIELD accept_field
    PASS_THROUGH_FIELDS passing_through_fields flag
    ADD_FILES_TO_RESULT add_to_result_filenames flag
    IGNORE_ERRORS error_ignored flag
    SKIP_BAD_FILES skip_bad_files flag
    FILE_ERROR_FIELD file_error_field
    FILE_ERROR_MESSAGE_FIELD file_error_message_field
    WARNING_FILES_TARGET_DIR bad_line_files_destination_directory
    WARNING_FILES_EXTENTION bad_line_files_extension
    ERROR_FILES_TARGET_DIR error_line_files_destination_directory
    ERROR_FILES_EXTENTION error_line_files_extension
    LINE_NR_FILES_TARGET_DIR line_number_files_destination_directory
    LINE_NR_FILES_EXTENTION line_number_files_extension
    ERROR_COUNT_FIELD error_count_field
    ERROR_FIELDS_FIELD error_fields_field
    ERROR_TEXT_FIELD error_text_field
    ERROR_LINES_SKIPPED error_line_skipped flag
    """
)
EXCEL_INPUT = injectable(
    f"""{_FILES.strip()}
    NAME fields/field[]/name
    LENGTH fields/field[]/length number
    PRECISION fields/field[]/precision number
    TYPE fields/field[]/type
    TRIM_TYPE fields/field[]/trim_type
    FORMAT fields/field[]/format
    CURRENCY fields/field[]/currency
    DECIMAL fields/field[]/decimal
    GROUP fields/field[]/group
    REPEAT fields/field[]/repeat flag
    SHEET_NAME sheets/sheet[]/name
    SHEET_START_ROW sheets/sheet[]/startrow number
    SHEET_START_COL sheets/sheet[]/startcol number
    SPREADSHEET_TYPE spreadsheet_type
    """
)
JSON_INPUT = injectable(
    f"""{_FILES.strip()}
    {_FACTS.strip()}
    {_READ_FIELDS.strip()}
    FIELD_PATH fields/field[]/path
    FILE_NAME_OUTPUT include flag
    FILE_NAME_FIELDNAME include_field
    ROW_NUMBER_OUTPUT rownum flag
    ROW_NUMBER_FIELDNAME rownum_field
    ROW_LIMIT limit number
    ADD_RESULT_FILE addresultfile flag
    IGNORE_EMPTY_FILE IsIgnoreEmptyFile flag
    DO_NOT_FAIL_IF_NO_FILE doNotFailIfNoFile flag
    IGNORE_MISSING_PATH ignoreMissingPath flag
    READ_SOURCE_AS_URL readurl flag
    REMOVE_SOURCE_FIELDS removeSourceField flag
    SOURCE_FIELD_NAME valueField
    SOURCE_IN_FIELD IsInFields flag
    SOURCE_FIELD_IS_FILENAME IsAFile flag
    """
)
TABLE_INPUT = injectable(
    """
    SQL sql
    LIMIT limit
    EXECUTE_FOR_EACH_ROW execute_each_row flag
    REPLACE_VARIABLES variables_active flag
    LAZY_CONVERSION lazy_conversion_active flag
    CACHED_ROW_META cached_row_meta_active flag
    CONNECTIONNAME connection
    """
)
DATA_GRID = injectable(
    """
    NAME fields/field[]/name
    TYPE fields/field[]/type
    FORMAT fields/field[]/format
    CURRENCY fields/field[]/currency
    DECIMAL fields/field[]/decimal
    GROUP fields/field[]/group
    LENGTH fields/field[]/length length
    PRECISION fields/field[]/precision length
    EMPTY_STRING fields/field[]/set_empty_string flag
    DATA_VALUE data/line[]/item cell
    """,
    old=True,
)
TYPES = {
    "CsvInput": CSV_INPUT,
    "DataGrid": DATA_GRID,
    "ExcelInput": EXCEL_INPUT,
    "JsonInput": JSON_INPUT,
    "TableInput": TABLE_INPUT,
    "TextFileInput": TEXT_FILE_INPUT,
}
