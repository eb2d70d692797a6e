// The functions of Kettle's JavaScript step. What they say of wrong arguments is Kettle's.

function $need(name, args, least, most) {
  if (args.length < least || args.length > (most === undefined ? least : most)) {
    throw new Error("The function call " + name + " requires " + (most === undefined ? least : least + " to " + most) + " argument(s).");
  }
}
function $text(name, value) {
  if (value === undefined) throw new Error("The function call " + name + " is not valid : undefined");
  return String(value);
}
function $anyNull(args, n) { for (var i = 0; i < n; i++) if (args[i] === null) return true; return false; }
function $anyUndefined(args, n) { for (var i = 0; i < n; i++) if (args[i] === undefined) return true; return false; }
function $each(list) { return list === null || list === undefined ? [] : Object.values(list); }
function $trim(text) { return text.replace(/^[\s\x1c-\x1f]+|[\s\x1c-\x1f]+$/g, ""); }
// A function of one text: null stays null.
function $ofText(name, make) {
  globalThis[name] = function () {
    $need(name, arguments, 1);
    return arguments[0] === null ? null : make($text(name, arguments[0]));
  };
}
$ofText("upper", function (s) { return s.toUpperCase(); });
$ofText("lower", function (s) { return s.toLowerCase(); });
$ofText("trim", $trim);
$ofText("ltrim", function (s) { return s.replace(/^[ \t\n\x0b\f\r]+/, ""); });
$ofText("rtrim", function (s) { return s.replace(/[ \t\n\x0b\f\r]+$/, ""); });
$ofText("removeCRLF", function (s) { return s.replace(/[\r\n]/g, ""); });
// These do not look for null: it is the text "null".
function $ofAny(name, make) {
  globalThis[name] = function () { $need(name, arguments, 1); return make(String(arguments[0])); };
}
function $initCap(s) {
  var out = "", begins = true;
  for (var i = 0; i < s.length; i++) {
    out += begins ? s[i].toUpperCase() : s[i].toLowerCase();
    begins = !/[\p{L}\p{Nd}_]/u.test(s[i]);
  }
  return out;
}
var $XML = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
$ofAny("initCap", $initCap);
$ofAny("getDigitsOnly", function (s) { return s.replace(/[^0-9]/g, ""); });
$ofAny("removeDigits", function (s) { return s.replace(/[0-9]/g, ""); });
$ofAny("escapeXml", function (s) { return s.replace(/[&<>"']/g, function (c) { return $XML[c]; }).replace(/[\u0080-\uffff]/g, function (c) { return "&#" + c.charCodeAt(0) + ";"; }); });
$ofAny("unEscapeXml", function (s) { return $unescape(s, { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }); });
$ofAny("escapeHtml", function (s) { return s.replace(/[&<>"\u0080-\uffff]/g, function (c) { var n = $entityOf[c]; return n ? "&" + n + ";" : c < "\u0080" ? c : "&#" + c.charCodeAt(0) + ";"; }); });
$ofAny("unEscapeHtml", function (s) { return $unescape(s, $entities); });
$ofAny("escapeSQL", function (s) { return s.replace(/'/g, "''"); });
$ofAny("protectXMLCDATA", function (s) { return "<![CDATA[" + s + "]]>"; });
function $unescape(s, names) {
  return s.replace(/&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(\w+));/g, function (all, dec, hex, name) {
    if (dec) return String.fromCharCode(Number(dec));
    if (hex) return String.fromCharCode(parseInt(hex, 16));
    return Object.prototype.hasOwnProperty.call(names, name) ? names[name] : all;
  });
}
var $entities = {}, $entityOf = {};

function LuhnCheck(value) {
  $need("LuhnCheck", arguments, 1);
  if (value === null || value === undefined || !/^\d+$/.test(String(value))) return false;
  var s = String(value), sum = 0;
  for (var i = s.length - 1, twice = false; i >= 0; i--, twice = !twice) {
    var n = Number(s[i]) * (twice ? 2 : 1);
    sum += n > 9 ? n - 9 : n;
  }
  return sum % 10 === 0;
}
function indexOf(text, part, from) {
  $need("indexOf", arguments, 2, 3);
  if ($anyNull(arguments, arguments.length)) return -1;
  return String(text).indexOf(String(part), arguments.length > 2 ? Math.round(Number(from)) : 0);
}
function getOcuranceString(text, part) {
  $need("getOcuranceString", arguments, 2);
  if (text === null || part === null) return 0;
  return $text("getOcuranceString", part) === "" ? 0 : $text("getOcuranceString", text).split(String(part)).length - 1;
}
function substr(text, from, length) {
  $need("substr", arguments, 2, 3);
  if (text === null) return null;
  var s = $text("substr", text), start = Math.round(Number(from)) || 0;
  if (start < 0 || start > s.length) throw new Error("The function call substr is not valid : String index out of range: " + start);
  if (arguments.length === 2) return s.substring(start);
  return s.substring(start, Math.min(s.length, start + Math.max(Math.round(Number(length)) || 0, 0)));
}
function $padded(name, left) {
  globalThis[name] = function (value, filler, size) {
    if (arguments.length !== 3 || $anyNull(arguments, 3)) return null;
    var s = $text(name, value), fill = $text(name, filler);
    while (s.length < size && fill) s = left ? fill + s : s + fill;
    return s;
  };
}
$padded("lpad", true);
$padded("rpad", false);
function fillString(char, count) {
  $need("fillString", arguments, 2);
  if ($anyNull(arguments, 2)) return null;
  if ($text("fillString", char).length !== 1) throw new Error("Please provide a valid Char to the fillString");
  return String(char).repeat(Math.trunc(Number(count)));
}
function replace(text) {
  if (arguments.length < 3 || arguments.length % 2 === 0) throw new Error("The function call replace is not valid (wrong number of arguments)");
  if ($anyNull(arguments, 2)) return null;
  var s = $text("replace", text);
  for (var i = 1; i < arguments.length - 1; i += 2) s = $replaceAll(s, arguments[i], arguments[i + 1]);
  return s;
}
function str2RegExp(text, source) {
  $need("str2RegExp", arguments, 2);
  if ($anyNull(arguments, 2)) return null;
  var found = $matches(String(text), String(source));
  return found && found.length > 1 ? found.slice(1).map(function (g) { return g === undefined ? null : g; }) : null;
}
function isRegExp(text) {
  if (arguments.length >= 2) {
    if ($anyNull(arguments, 2)) return null;
    for (var i = 1; i < arguments.length; i++) if ($matches(String(text), String(arguments[i]))) return i;
  }
  return -1;
}
function decode(value) {
  if (arguments.length < 2) throw new Error("The function call decode requires more than 1 argument.");
  if ($anyNull(arguments, 2)) return null;
  if ($anyUndefined(arguments, 2)) return undefined;
  for (var i = 1; i < arguments.length - 1; i += 2) if (arguments[i] === value) return arguments[i + 1];
  return arguments.length % 2 === 0 ? arguments[arguments.length - 1] : value;
}
function isEmpty(value) {
  $need("isEmpty", arguments, 1);
  if (value === undefined) throw new Error("Error in isEmpty function: undefined is  undefined!");
  return value === null || String(value).length === 0;
}
function isMailValid(value) {
  $need("isMailValid", arguments, 1);
  if (value === undefined) throw new Error("Error in isMailValid function: undefined is  undefined!");
  return value !== null && String(value).indexOf("@") >= 0 && String(value).indexOf(".") >= 0;
}
function isCodepage(text, page) {
  $need("isCodepage", arguments, 2);
  if ($anyNull(arguments, 2)) return null;
  if (/^(us-?)?ascii$/i.test(String(page))) return /^[\x00-\x7f]*$/.test(String(text));
  return /^(utf-?(8|16.*|32.*)|iso-?8859-?\d+|latin-?\d|windows-\d+|cp\d+|ibm\d+|gb\w+|big5|shift_jis|euc-\w+|koi8-r)$/i.test(String(page));
}

// Numbers
function $ofNumber(name, make) {
  globalThis[name] = function (value) {
    $need(name, arguments, 1);
    return value === null ? NaN : value === undefined ? undefined : make(Number(value));
  };
}
$ofNumber("abs", Math.abs);
$ofNumber("ceil", Math.ceil);
$ofNumber("floor", Math.floor);
function trunc(value) {
  $need("trunc", arguments, 1);
  return value === null ? null : value === undefined ? undefined : Math.floor(Number(value));
}
function isNum(value) {
  $need("isNum", arguments, 1);
  return value === null ? null : value === undefined ? undefined : !isNaN(Number(value));
}
// Decimal and group of a number's locale.
function $symbols(name, locale) {
  var code = String(locale).toLowerCase();
  if (code.length !== 2) return null;
  if ("en zh ja ko th he".indexOf(code) >= 0) return [".", ","];
  if ("de es it nl pt da tr id el".indexOf(code) >= 0) return [",", "."];
  if ("fr ru pl cs sk sv fi nb no uk bg hu".indexOf(code) >= 0) return [",", "\u00a0"];
  throw new Error("The function call " + name + " knows no locale " + locale);
}
function num2str(value, mask, locale) {
  $need("num2str", arguments, 1, 3);
  if ($anyNull(arguments, arguments.length)) return null;
  if ($anyUndefined(arguments, arguments.length)) throw new Error("The function call num2str is not valid : undefined");
  var n = Number(value);
  if (isNaN(n)) throw new Error("The first Argument must be a Number.");
  if (arguments.length < 3) return $formatNumber(n, arguments.length > 1 ? String(mask) : "#,##0.###");
  var symbols = $symbols("num2str", locale);
  return symbols ? $formatNumber(n, String(mask), symbols[0], symbols[1]) : "";
}
function str2num(text, mask, locale) {
  $need("str2num", arguments, 1, 3);
  if ($anyNull(arguments, arguments.length)) return NaN;
  if ($anyUndefined(arguments, arguments.length)) return undefined;
  if (arguments.length === 1) return $parseNumber(String(text).replace(/^\s+/, ""), "#,##0.###");
  if (arguments.length === 2) return String(text) === "null" || String(mask) === "null" ? null : $parseNumber(String(text), String(mask));
  var symbols = $symbols("str2num", locale);
  return symbols ? $parseNumber(String(text), String(mask), symbols[0], symbols[1]) : 0;
}

// Dates
function $locale(name, locale) {
  if (String(locale).length !== 2) throw new Error("Locale " + locale + " is not 2 characters long.");
  if (String(locale).toLowerCase() !== "en") throw new Error("The function call " + name + " knows the names of days and months in English (en), not in " + locale);
}
function $offset(zone) {
  var m = /^(?:GMT|UTC)?(?:([+-])(\d\d?):?(\d\d)?)?$/.exec(String(zone));
  return m && m[1] ? (m[1] === "-" ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3] || 0)) * 60000 : 0;
}
function str2date(text, mask, locale, zone) {
  $need("str2date", arguments, 1, 4);
  if ($anyNull(arguments, arguments.length)) return null;
  if ($anyUndefined(arguments, arguments.length)) return undefined;
  if (arguments.length > 2) $locale("str2date", locale);
  try {
    var d = $parseDate(String(text), arguments.length > 1 ? String(mask) : "M/d/yy h:mm a");
    return arguments.length > 3 ? new $JavaDate(d.getTime() - $offset(zone)) : d;
  } catch (e) { throw new Error("Could not apply the given format " + mask + " on the string for " + text + " : " + e.message); }
}
function date2str(value, mask, locale, zone) {
  $need("date2str", arguments, 1, 4);
  if ($anyNull(arguments, arguments.length)) return null;
  if ($anyUndefined(arguments, arguments.length)) return undefined;
  if (arguments.length > 2) $locale("date2str", locale);
  var d = $dateOf(value);
  if (arguments.length > 3) d = new $JavaDate(d.getTime() + $offset(zone));
  return $formatDate(d, arguments.length > 1 ? String(mask) : "M/d/yy h:mm a");
}
function isDate(value) {
  $need("isDate", arguments, 1);
  return value === null ? null : value === undefined ? undefined : value instanceof $Date;
}
function $ofDate(name, empty, make) {
  globalThis[name] = function (value) {
    $need(name, arguments, 1);
    return value === null ? empty : value === undefined ? undefined : make($dateOf(value));
  };
}
function $works(d) { return d.getUTCDay() !== 0 && d.getUTCDay() !== 6; }
$ofDate("year", NaN, function (d) { return d.getUTCFullYear(); });
$ofDate("month", NaN, function (d) { return d.getUTCMonth(); });
$ofDate("quarter", NaN, function (d) { return Math.floor(d.getUTCMonth() / 3) + 1; });
$ofDate("week", NaN, $week);
$ofDate("isWorkingDay", null, $works);
$ofDate("getNextWorkingDay", null, function (d) {
  do d.setUTCDate(d.getUTCDate() + 1); while (!$works(d));
  return d;
});
function getDayNumber(value, kind) {
  $need("getDayNumber", arguments, 2);
  if (value === null) return NaN;
  if (value === undefined) return undefined;
  var d = $dateOf(value);
  switch (String(kind).toLowerCase()) {
    case "m": return d.getUTCDate();
    case "w": return d.getUTCDay() + 1;
    case "wm": return Math.floor((d.getUTCDate() - 1) / 7) + 1;
    default: return $dayOfYear(d);
  }
}
function $addMonths(d, n) {
  var day = d.getUTCDate();
  d.setUTCDate(1);
  d.setUTCMonth(d.getUTCMonth() + n);
  d.setUTCDate(Math.min(day, new $Date($Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + 1, 0)).getUTCDate()));
  return d;
}
function dateAdd(value, unit, count) {
  $need("dateAdd", arguments, 3);
  if ($anyNull(arguments, 3)) return null;
  if ($anyUndefined(arguments, 3)) return undefined;
  var d = $dateOf(value), n = Math.trunc(Number(count)) || 0, ms = { w: 604800000, d: 86400000, hh: 3600000, mi: 60000, ss: 1000 };
  var u = String(unit).toLowerCase();
  if (u === "y") return $addMonths(d, 12 * n);
  if (u === "m") return $addMonths(d, n);
  if (u === "wd") { for (var i = 0; i < n;) { d.setUTCDate(d.getUTCDate() + 1); if ($works(d)) i++; } return d; }
  return ms[u] ? new $JavaDate(d.getTime() + n * ms[u]) : d;
}
function dateDiff(from, to, unit) {
  $need("dateDiff", arguments, 3);
  if ($anyNull(arguments, 3)) return NaN;
  if ($anyUndefined(arguments, 3)) return undefined;
  var a = $dateOf(from), b = $dateOf(to), ms = b.getTime() - a.getTime();
  switch (String(unit).toLowerCase()) {
    case "y": return b.getUTCFullYear() - a.getUTCFullYear();
    case "m": return b.getUTCMonth() - a.getUTCMonth() + 12 * (b.getUTCFullYear() - a.getUTCFullYear());
    case "w": return Math.trunc(Math.trunc(ms / 86400000) / 7);
    case "ss": return Math.trunc(ms / 1000);
    case "mi": return Math.trunc(ms / 60000);
    case "hh": return Math.trunc(ms / 3600000);
    case "wd":
      var count = 0, step = ms < 0 ? 1 : -1;
      while (step === 1 ? b.getTime() < a.getTime() : b.getTime() > a.getTime()) { if ($works(b)) count++; b.setUTCDate(b.getUTCDate() + step); }
      return count;
    default: return Math.trunc(ms / 86400000);
  }
}
function getFiscalDate(value, start) {
  $need("getFiscalDate", arguments, 2);
  if ($anyNull(arguments, 2)) return null;
  var d = $dateOf(value), offset = $parseDate(String(start) + d.getUTCFullYear(), "dd.MM.yyyy");
  return new $JavaDate($Date.UTC(d.getUTCFullYear() + 1, 0, 1) + Math.trunc((d.getTime() - offset.getTime()) / 86400000) * 86400000);
}
function truncDate(value, level) {
  $need("truncDate", arguments, 2);
  if (value === null) return null;
  if (value === undefined) return undefined;
  var d = $dateOf(value), n = Math.trunc(Number(level));
  if (!(n >= 0 && n <= 5)) throw new Error("Argument of TRUNC of date has to be between 0 and 5");
  d.setUTCMilliseconds(0);
  if (n > 0) d.setUTCSeconds(0);
  if (n > 1) d.setUTCMinutes(0);
  if (n > 2) d.setUTCHours(0);
  if (n > 3) d.setUTCDate(1);
  if (n > 4) d.setUTCMonth(0);
  return d;
}

// The step, its rows and its surroundings
var $run = { variables: {}, logs: [], sets: [], tabs: {}, counts: { r: 0, w: 0, e: 0 }, name: "", step: "" };
var $LEVELS = { b: "Basic", d: "Debug", l: "Detailed", e: "Error", m: "Minimal", r: "Rowlevel" };
function writeToLog(kind, message) {
  $need("writeToLog", arguments, 1, 2);
  if ($anyNull(arguments, arguments.length) || $anyUndefined(arguments, arguments.length)) return;
  var level = arguments.length === 1 ? "Debug" : $LEVELS[String(kind).toLowerCase()];
  if (level) $run.logs.push([level, String(arguments.length === 1 ? kind : message)]);
}
function print() {}
function println() {}
function getVariable(name, otherwise) {
  $need("getVariable", arguments, 2);
  var known = $run.variables[String(name)];
  return known === undefined ? String(otherwise) : known;
}
function setVariable(name, value, scope) {
  $need("setVariable", arguments, 3);
  var where = { s: "JVM", r: "ROOT_JOB", p: "PARENT_JOB", g: "GP_JOB" }[String(scope)];
  if (!where) throw new Error('The argument type of function call setVariable should either be "s", "r", "p", or "g".');
  $run.variables[String(name)] = String(value);
  $run.sets.push([String(name), String(value), where]);
}
function setEnvironmentVar(name, value) { $need("setEnvironmentVar", arguments, 2); setVariable(name, value, "s"); }
function getEnvironmentVar(name) { $need("getEnvironmentVar", arguments, 1); return getVariable(name, ""); }
function getTransformationName() { return String(_TransformationName_); }
function getProcessCount(kind) { $need("getProcessCount", arguments, 1); return $run.counts[String(kind).toLowerCase()] || 0; }
function LoadScriptFromTab() {
  for (var i = 0; i < arguments.length; i++) {
    var text = $run.tabs[String(arguments[i])];
    if (text !== undefined) try { (0, eval)(text); } catch (e) {}
  }
}
