"""The patterns of values that `value_checks.py` tests; forms of dates are in `logical_forms.py`."""

from __future__ import annotations

OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
MOBILE = (
    r"^(?:\+?(?:00)?86[- ]?)?1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])"
    r"(?:[- ]?\d{4}[- ]?\d{4}|[*xX×]{4}\d{4})$"
)
"""A mainland mobile, or one whose middle is masked."""
AREA = r"\(?0(?:10|2\d|[3-9]\d{2})\)?"
PHONE_ONE = r"[+(]?\d[\d\s().\-–—/+*]{5,20}(?:\s?(?:x|ext\.?|转)\s?\d{1,6})?"
PHONE = rf"^{PHONE_ONE}(?:[;；,，、]\s?{PHONE_ONE})*$"
"""One number or several, as people put them into one column."""
PHONE_WRITTEN = (
    rf"^(?:\+\d{{1,3}}[ -]?[(\d][\d ()-]{{5,15}}|{AREA}[- ]\d{{7,8}}(?:-\d{{1,5}})?"
    r"|400-?\d{3}-?\d{4}|\(\d{3}\) ?\d{3}-\d{4}|\d{3}-\d{3}-\d{4})$"
)
PLATE = (
    r"^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-HJ-NP-Z]"
    r"[·\s-]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]$"
)
ADDRESS_ZH = (
    r"(?:省|市|区|县|旗|镇|乡|村|路|街|道|巷|弄)"
    r".*(?:路|街|道|巷|弄|村|镇|乡|屯|组|号|室|栋|幢|楼|座|层|大厦|小区|广场|园|城|中心)"
)
NUMBER_OF_PAPER = r"[第字]\s?[A-Za-z\d]+\s?号$"
"""Numbers of certificates and letters name the place that gave them: 浙(2023)杭州市第0001号."""
CARD_MASKED = r"^\d{4,6}[ *]{6,15}\d{3,4}$"
CARD_OF_UNION_PAY = r"^62(?:[ -]?\d){14,17}$"
"""A card of China: its network, and 16 to 19 digits; what the last one checks is left out."""
CARD = r"^[3-69](?:[ -]?\d){12,18}$"
UNITS = {
    "weight": r"(?:kg|g|mg|t|lbs?|oz|公斤|千克|克|吨|斤)",
    "length": r"(?:cm|mm|m|km|ft|in|inch|mi|米|厘米|毫米|公里|千米|英寸)",
    "area": r"(?:m2|m²|㎡|km2|sq\.? ?ft|sqft|平方米|平米|平方公里|亩|公顷|ha)",
    "temperature": r"(?:℃|°C|°F|° ?C|摄氏度|度)",
    "duration": r"(?:ms|s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?|days?"
    r"|小时|分钟|分|秒|毫秒|天|个月|年)",
}
NUMBER = r"[+-]?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?"
URL = r"^(?i:https?|ftp|s3|hdfs|jdbc:\w+)://\S+$|^www\.\S+\.\S+$"
_GROUPS = r"[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*"
IPV6 = (
    rf"^(?:(?:[0-9A-Fa-f]{{1,4}}:){{7}}[0-9A-Fa-f]{{1,4}}|(?:{_GROUPS})?::(?:{_GROUPS})?"
    r"(?::?(?:\d{1,3}\.){3}\d{1,3})?)(?:/\d+)?$"
)
"""Eight groups, or fewer with two colons between: 15:00:00 is a time."""
IPV4 = rf"^(?:{OCTET}\.){{3}}{OCTET}(?::\d+|/\d\d?)?$"
USER_AGENT = (
    r"^(?:Mozilla|Opera|curl|okhttp|python-requests|Dalvik)/\d"
    r"|^[A-Za-z][\w-]+/\d+\.[\w.+-]*(?: \S|$)"
)
"""A product with its version, as RFC 9110 has it; of those most call themselves Mozilla."""
FILE_PATH = r"^(?:[A-Za-z]:)?(?:[/\\][^/\\:*?<>|]+){2,}[/\\]?$"
SPAN = (
    r"^(?:\d+\s?(?:d|days?|天|日)\s?)?(?:\d+\s?(?:h|hrs?|hours?|小时|时)\s?)?"
    r"(?:\d+\s?(?:m|mins?|minutes?|分钟?)\s?)?(?:\d+\s?(?:s|secs?|秒))?$"
)
"""A duration in parts: 1h 40m, 2小时5分."""
USER_NAME = r"^[\p{L}\d_.@+\\-]{1,64}$"
PICTURE = r"^\.{0,2}[/\\]?(?:[^/\\:*?<>|]+[/\\])+[^/\\:*?<>|]+\.\w{2,5}$"
"""A path to a file below some folder, as pictures are kept; with or without a slash before."""
COLOUR_HEX = r"^#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$"
UUID = r"^\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?$"
MIME = r"^(?:application|audio|image|text|video|font|multipart|model|message)/[\w.+*-]+"
HASH = r"^(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{56,128})$"
COORDINATES = r"^[(\[]?-?\d{1,3}\.\d+\s?[,，; ]\s?-?\d{1,3}\.\d+[)\]]?$|^POINT ?\("
_LATITUDE, _LONGITUDE = r"-?(?:[1-8]?\d|90)\.\d{2,}", r"-?(?:1[0-7]\d|180|\d{1,2})\.\d{2,}"
COORDINATES_WRITTEN = (
    rf"^[(\[]?(?:{_LATITUDE}\s?[,，;]\s?{_LONGITUDE}|{_LONGITUDE}\s?[,，;]\s?{_LATITUDE})[)\]]?$"
    r"|^POINT ?\("
)
"""Two numbers with a mark between, of which one may be a latitude: two with a gap are a table."""
AGE = r"^(?:\d|[1-9]\d|1[0-2]\d)(?:\.\d+)?(?:\s?(?:周?岁|个?月|天)|\s?[-–~至]\s?\d{1,3}|\+)?$"
QUARTER = r"^[Qq][1-4][- ]?\d{4}$|^(?:\d{4}[- ]?)?[Qq第]?[1-4](?:季度)?$|^第?[一二三四]季度$"
