// What Kettle's scripts see of Java: dates without a zone, masks of numbers and dates, methods of
// strings, and stand-ins for a few classes. Kettle's own functions are in functions.js.

var $Date = Date;
var $MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
  "September", "October", "November", "December"];
var $DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

// Dates have no zone in this engine: a script's moments are those of the clock on the wall, as UTC.
var $zoneOffset = $Date.prototype.getTimezoneOffset;
function $onTheWall(ms) { return ms - $zoneOffset.call(new $Date(ms)) * 60000; }
function $two(n) { return n < 10 ? "0" + n : String(n); }
function $shifted(given) {
  if (typeof given !== "string") return given;
  var ms = $Date.parse(given);
  if (isNaN(ms) || /^\d{4}(-\d\d(-\d\d)?)?$/.test(given)) return ms;
  return $onTheWall(ms);
}
function $now() { return $onTheWall($Date.now()); }
Date = function Date() {
  var a = arguments, ms;
  if (!new.target) return new Date().toString();
  if (a.length === 0) ms = $now();
  else if (a.length === 1) ms = $shifted(a[0] !== null && typeof a[0] === "object" && a[0].getTime ? a[0].getTime() : a[0]);
  else ms = $Date.UTC.apply(null, a);
  return Reflect.construct($Date, [ms], new.target);
};
Date.prototype = $Date.prototype;
Date.prototype.constructor = Date;
Date.UTC = $Date.UTC;
Date.now = $now;
Date.parse = function (text) { return $shifted(String(text)); };
["FullYear", "Month", "Date", "Day", "Hours", "Minutes", "Seconds", "Milliseconds"].forEach(function (part) {
  $Date.prototype["get" + part] = $Date.prototype["getUTC" + part];
  if (part !== "Day") $Date.prototype["set" + part] = $Date.prototype["setUTC" + part];
});
$Date.prototype.getYear = function () { return this.getUTCFullYear() - 1900; };
$Date.prototype.setYear = function (y) { return this.setUTCFullYear(y < 100 ? y + 1900 : y); };
$Date.prototype.getTimezoneOffset = function () { return 0; };
$Date.prototype.toString = function () {
  if (isNaN(this)) return "Invalid Date";
  return $formatDate(this, "EEE MMM dd yyyy HH:mm:ss") + " GMT-0000 (UTC)";
};
$Date.prototype.toDateString = function () { return $formatDate(this, "EEE MMM dd yyyy"); };
$Date.prototype.toLocaleDateString = $Date.prototype.toDateString;

// A java.util.Date: it takes part in every operation as its text.
class $JavaDate extends $Date {
  toString() { return $formatDate(this, "EEE MMM dd HH:mm:ss 'UTC' yyyy"); }
  [Symbol.toPrimitive]() { return this.toString(); }
  valueOf() { return this.toString(); }
  compareTo(other) { return Math.sign(this.getTime() - other.getTime()); }
  before(other) { return this.getTime() < other.getTime(); }
  after(other) { return this.getTime() > other.getTime(); }
  equals(other) { return other instanceof $Date && this.getTime() === other.getTime(); }
  clone() { return new $JavaDate(this.getTime()); }
}
function $dateOf(value) {
  if (value instanceof $Date) return new $JavaDate(value.getTime());
  if (value instanceof $Value) return $dateOf(value.getDate());
  throw new TypeError("Cannot convert " + value + " to java.util.Date");
}

function $pad(n, width) { var s = String(Math.abs(n)); while (s.length < width) s = "0" + s; return n < 0 ? "-" + s : s; }
function $dayOfYear(d) { return Math.round(($Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()) - $Date.UTC(d.getUTCFullYear(), 0, 1)) / 86400000) + 1; }
function $week(d) {
  // Locale US: weeks start on Sunday and the first one has January 1.
  var first = new $Date($Date.UTC(d.getUTCFullYear(), 0, 1)).getUTCDay();
  var last = new $Date($Date.UTC(d.getUTCFullYear(), 11, 31));
  if ($dayOfYear(d) > $dayOfYear(last) - last.getUTCDay() - 1 && last.getUTCDay() < 6 && d.getUTCMonth() === 11) return 1;
  return Math.floor(($dayOfYear(d) - 1 + first) / 7) + 1;
}
function $masked(mask) {
  var parts = [], i = 0;
  while (i < mask.length) {
    var c = mask[i], from = i;
    if (c === "'") {
      var text = "";
      i++;
      if (mask[i] === "'") { parts.push([null, "'"]); i++; continue; }
      while (i < mask.length) {
        if (mask[i] === "'") { if (mask[i + 1] === "'") { text += "'"; i += 2; continue; } break; }
        text += mask[i++];
      }
      i++;
      parts.push([null, text]);
    } else if (/[A-Za-z]/.test(c)) {
      while (mask[i] === c) i++;
      if ("GyMLdHhKkmsSEuDFwWaYzZX".indexOf(c) < 0) throw new RangeError("Illegal pattern character '" + c + "'");
      parts.push([c, i - from]);
    } else { parts.push([null, c]); i++; }
  }
  return parts;
}
var $masks = {};
function $partsOf(mask) { return $masks[mask] || ($masks[mask] = $masked(mask)); }
function $formatDate(d, mask) {
  var out = "", parts = $partsOf(mask);
  for (var i = 0; i < parts.length; i++) {
    var c = parts[i][0], n = parts[i][1];
    if (c === null) { out += n; continue; }
    var h = d.getUTCHours(), y = d.getUTCFullYear();
    switch (c) {
      case "G": out += "AD"; break;
      case "y": case "Y":
        if (c === "Y" && d.getUTCMonth() === 11 && $week(d) === 1) y++;
        out += n === 2 ? $pad(y % 100, 2) : $pad(y, n); break;
      case "M": case "L":
        out += n < 3 ? $pad(d.getUTCMonth() + 1, n) : n === 3 ? $MONTHS[d.getUTCMonth()].substr(0, 3) : $MONTHS[d.getUTCMonth()]; break;
      case "d": out += $pad(d.getUTCDate(), n); break;
      case "H": out += $pad(h, n); break;
      case "k": out += $pad(h || 24, n); break;
      case "K": out += $pad(h % 12, n); break;
      case "h": out += $pad(h % 12 || 12, n); break;
      case "m": out += $pad(d.getUTCMinutes(), n); break;
      case "s": out += $pad(d.getUTCSeconds(), n); break;
      case "S": out += $pad(d.getUTCMilliseconds(), n); break;
      case "E": out += n < 4 ? $DAYS[d.getUTCDay()].substr(0, 3) : $DAYS[d.getUTCDay()]; break;
      case "u": out += $pad(d.getUTCDay() || 7, n); break;
      case "D": out += $pad($dayOfYear(d), n); break;
      case "F": out += $pad(Math.floor((d.getUTCDate() - 1) / 7) + 1, n); break;
      case "w": out += $pad($week(d), n); break;
      case "W": out += $pad(Math.floor((d.getUTCDate() - 1 + new $Date($Date.UTC(y, d.getUTCMonth(), 1)).getUTCDay()) / 7) + 1, n); break;
      case "a": out += h < 12 ? "AM" : "PM"; break;
      case "z": out += n < 4 ? "UTC" : "Coordinated Universal Time"; break;
      case "Z": out += "+0000"; break;
      case "X": out += "Z"; break;
    }
  }
  return out;
}
function $unparseable(text) { return new Error('Unparseable date: "' + text + '"'); }
function $nameAt(text, at, names) {
  var best = -1, length = 0;
  for (var i = 0; i < names.length; i++) {
    [names[i], names[i].substr(0, 3)].forEach(function (name) {
      if (name.length > length && text.substr(at, name.length).toLowerCase() === name.toLowerCase()) { best = i; length = name.length; }
    });
  }
  return best < 0 ? null : [best, length];
}
// SimpleDateFormat.parseObject: lenient, and text after the mask is ignored.
function $parseDate(text, mask) {
  var parts = $partsOf(mask), at = 0, v = { y: 1970, M: 0, d: 1, H: 0, m: 0, s: 0, S: 0 }, pm = null, zone = 0, day = null;
  for (var i = 0; i < parts.length; i++) {
    var c = parts[i][0], n = parts[i][1], hit;
    if (c === null) {
      for (var k = 0; k < n.length; k++) { if (text[at] !== n[k]) throw $unparseable(text); at++; }
      continue;
    }
    while (text[at] === " " || text[at] === "\t") at++;
    if ((c === "M" || c === "L") && n > 2) {
      if ((hit = $nameAt(text, at, $MONTHS))) { v.M = hit[0]; at += hit[1]; continue; }
      if (!/^\d/.test(text.substr(at))) throw $unparseable(text);
    }
    if (c === "E") { hit = $nameAt(text, at, $DAYS); if (!hit) throw $unparseable(text); at += hit[1]; continue; }
    if (c === "a") { hit = /^(am|pm)/i.exec(text.substr(at)); if (!hit) throw $unparseable(text); pm = hit[0].toLowerCase() === "pm"; at += 2; continue; }
    if (c === "G") { hit = /^(ad|bc)/i.exec(text.substr(at)); if (!hit) throw $unparseable(text); at += 2; continue; }
    if (c === "z" || c === "Z" || c === "X") {
      hit = /^(?:Z|GMT|UTC)?(?:([+-])(\d\d?):?(\d\d)?)?/.exec(text.substr(at));
      if (!hit[0]) throw $unparseable(text);
      if (hit[1]) zone = (hit[1] === "-" ? -1 : 1) * (Number(hit[2]) * 60 + Number(hit[3] || 0));
      at += hit[0].length; continue;
    }
    var joined = parts[i + 1] !== undefined && parts[i + 1][0] !== null;
    hit = new RegExp(joined ? "^-?\\d{1," + n + "}" : "^-?\\d+").exec(text.substr(at));
    if (!hit) throw $unparseable(text);
    var number = Number(hit[0]);
    at += hit[0].length;
    switch (c) {
      case "y": case "Y":
        if (n <= 2 && hit[0].length === 2) { var start = new $Date($now()).getUTCFullYear() - 80; number += Math.floor(start / 100) * 100; if (number < start) number += 100; }
        v.y = number; break;
      case "M": case "L": v.M = number - 1; break;
      case "d": v.d = number; break;
      case "D": day = number; break;
      case "H": v.H = number; break;
      case "k": v.H = number % 24; break;
      case "h": case "K": v.H = number % 12; if (pm === null) pm = false; break;
      case "m": v.m = number; break;
      case "s": v.s = number; break;
      case "S": v.S = number; break;
    }
  }
  if (pm) v.H += 12;
  if (day !== null) { v.M = 0; v.d = day; }
  var at0 = new $Date(0);
  at0.setUTCFullYear(v.y, v.M, v.d);
  at0.setUTCHours(v.H, v.m - zone, v.s, v.S);
  return new $JavaDate(at0.getTime());
}

// DecimalFormat: half-even on the exact binary value.
function $digits(x, places) {
  if (x >= 9007199254740992) {
    var m = /^(\d)(?:\.(\d+))?e\+(\d+)$/.exec(x.toExponential());
    var all = m[1] + (m[2] || "");
    while (all.length <= Number(m[3])) all += "0";
    return places ? all + "." + "0".repeat(places) : all;
  }
  var text = x.toFixed(places), more = x.toFixed(Math.min(100, places + 40));
  var tail = more.substr(more.indexOf(".") + 1 + places);
  if (/^50*$/.test(tail) && /[13579]$/.test(text.replace(".", ""))) {
    var down = more.substr(0, more.length - tail.length);
    return down.endsWith(".") ? down.slice(0, -1) : down;
  }
  return text;
}
function $literal(text, at) {
  var out = "", quoted = false;
  for (; at < text.length; at++) {
    var c = text[at];
    if (c === "'") { if (text[at + 1] === "'") { out += "'"; at++; } else quoted = !quoted; continue; }
    if (!quoted && "#0,.;".indexOf(c) >= 0) break;
    out += !quoted && c === "\u00a4" ? "$" : c;
  }
  return [out, at];
}
var $decimals = {};
function $decimal(mask) {
  if ($decimals[mask]) return $decimals[mask];
  var head = $literal(mask, 0), at = head[1], from = at;
  while (at < mask.length && "#0,.".indexOf(mask[at]) >= 0) at++;
  var number = mask.substr(from, at - from), exponent = /^E(0+)/.exec(mask.substr(at));
  if (exponent) at += exponent[0].length;
  var tail = $literal(mask, at);
  if (tail[1] < mask.length && mask[tail[1]] !== ";") throw new RangeError('Malformed pattern "' + mask + '"');
  var negative = mask[tail[1]] === ";" ? $literal(mask, tail[1] + 1) : null;
  var whole = number.split(".")[0], places = number.indexOf(".") < 0 ? "" : number.substr(number.indexOf(".") + 1);
  var comma = whole.lastIndexOf(",");
  var d = { prefix: head[0], suffix: tail[0], group: comma < 0 ? 0 : whole.length - comma - 1,
    least: (whole.match(/0/g) || []).length, minPlaces: (places.match(/0/g) || []).length, places: places.length,
    dot: number.endsWith("."), exponent: exponent ? exponent[1].length : 0,
    scale: /%/.test(head[0] + tail[0]) ? 100 : /\u2030/.test(head[0] + tail[0]) ? 1000 : 1,
    negative: negative ? negative[0] : "-" + head[0] };
  if (!d.least && !d.minPlaces && !number.replace(/[.,]/g, "")) d.places = 340;
  else if (!d.least && !d.minPlaces && number.indexOf(".") >= 0) { if (whole) d.least = 1; else d.minPlaces = 1; }
  d.negativeSuffix = d.suffix;
  if (negative) {
    var rest = negative[1];
    while (rest < mask.length && "#0,.".indexOf(mask[rest]) >= 0) rest++;
    d.negativeSuffix = $literal(mask, rest)[0];
  }
  return ($decimals[mask] = d);
}
function $formatNumber(x, mask, decimal, group) {
  var d = $decimal(mask), minus = x < 0 || Object.is(x, -0);
  if (isNaN(x)) return "\ufffd";
  x = Math.abs(x) * d.scale;
  if (x === Infinity) return (minus ? d.negative : d.prefix) + "\u221e" + (minus ? d.negativeSuffix : d.suffix);
  var power = "";
  if (d.exponent) {
    var e = x === 0 ? 0 : Math.floor(Math.log10(x)) - Math.max(d.least, 1) + 1;
    if ($digits(x / Math.pow(10, e), Math.min(d.places, 100)).split(".")[0].length > Math.max(d.least, 1)) e++;
    x = x / Math.pow(10, e);
    power = "E" + (e < 0 ? "-" : "") + $pad(Math.abs(e), d.exponent);
  }
  var text = $digits(x, Math.min(d.places, 100)).split("."), whole = text[0], places = text[1] || "";
  while (places.length > d.minPlaces && places.endsWith("0")) places = places.slice(0, -1);
  whole = whole.replace(/^0+/, "");
  while (whole.length < d.least) whole = "0" + whole;
  if (!whole && !places && !d.least) whole = "0";
  if (d.group) whole = whole.replace(new RegExp("\\B(?=(\\d{" + d.group + "})+$)", "g"), group || ",");
  var dot = places || d.dot ? decimal || "." : "";
  return (minus ? d.negative : d.prefix) + whole + dot + places + power + (minus ? d.negativeSuffix : d.suffix);
}
// DecimalFormat.parse: as many characters as make a number.
function $parseNumber(text, mask, decimal, group) {
  var d = $decimal(mask), minus = false, at;
  decimal = decimal || "."; group = group || ",";
  if (d.negative && text.startsWith(d.negative) && !(d.prefix.length > d.negative.length && text.startsWith(d.prefix))) { minus = true; at = d.negative.length; }
  else if (text.startsWith(d.prefix)) at = d.prefix.length;
  else throw new Error('Unparseable number: "' + text + '"');
  var digits = "", seenDot = false, seen = false, from = at;
  for (; at < text.length; at++) {
    var c = text[at];
    if (c >= "0" && c <= "9") { digits += c; seen = true; }
    else if (c === decimal && !seenDot) { digits += "."; seenDot = true; }
    else if (c === group && d.group && !seenDot && /\d/.test(text[at + 1] || "")) continue;
    else if (c === "E" && seen) { var e = /^E-?\d+/.exec(text.substr(at)); if (e) { digits += e[0]; at += e[0].length; } break; }
    else break;
  }
  if (!seen) throw new Error('Unparseable number: "' + text + '"');
  var suffix = minus ? d.negativeSuffix : d.suffix;
  if (suffix && !text.substr(at).startsWith(suffix)) throw new Error('Unparseable number: "' + text + '"');
  return (minus ? -1 : 1) * Number(digits) / d.scale;
}
// Double.toString
function $doubleText(x) {
  if (!isFinite(x)) return String(x);
  var size = Math.abs(x);
  if (x === 0) return Object.is(x, -0) ? "-0.0" : "0.0";
  if (size >= 1e-3 && size < 1e7) { var t = String(x); return t.indexOf(".") < 0 ? t + ".0" : t; }
  var m = /^(-?\d)(?:\.(\d+))?e([+-]\d+)$/.exec(x.toExponential());
  return m[1] + "." + (m[2] || "0") + "E" + Number(m[3]);
}
function $parseDouble(text) {
  var t = String(text).trim();
  if (!/^[+-]?(NaN|Infinity|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[fFdD]?)$/.test(t)) throw new Error('java.lang.NumberFormatException: For input string: "' + text + '"');
  return Number(t.replace(/[fFdD]$/, t.indexOf("Infinity") < 0 ? "" : "$&"));
}
function $parseLong(text) {
  if (!/^[+-]?\d+$/.test(text)) throw new Error('java.lang.NumberFormatException: For input string: "' + text + '"');
  return Number(text);
}

// Java's regular expressions are close to JavaScript's; possessive and embedded flags are not.
function $pattern(source, flags) {
  var lead = /^\(\?([imsu]+)\)/.exec(source);
  if (lead) { source = source.substr(lead[0].length); flags = (flags || "") + lead[1].replace("u", ""); }
  source = source.replace(/\\p\{(Alpha|Digit|Alnum|Upper|Lower|Punct|Space)\}/g, function (_, name) {
    return { Alpha: "[A-Za-z]", Digit: "\\d", Alnum: "[A-Za-z0-9]", Upper: "[A-Z]", Lower: "[a-z]", Punct: "[!-\\/:-@\\[-`{-~]", Space: "\\s" }[name];
  });
  return new RegExp(source.replace(/\\Q([\s\S]*?)(\\E|$)/g, function (_, text) { return text.replace(/[.*+?^${}()|[\]\\\/]/g, "\\$&"); })
    .replace(/\\[AZz]/g, function (c) { return c === "\\A" ? "^" : "$"; }), flags || "");
}
function $replaceAll(text, source, by, flags) {
  by = String(by);
  return String(text).replace($pattern(String(source), flags === undefined ? "g" : flags), function () {
    var out = "", groups = arguments;
    for (var i = 0; i < by.length; i++) {
      if (by[i] === "\\") { if (++i >= by.length) throw new Error("character to be escaped is missing"); out += by[i]; }
      else if (by[i] === "$") {
        if (!/\d/.test(by[i + 1] || "")) throw new Error("Illegal group reference");
        var g = groups[Number(by[++i])];
        out += g === undefined || g === null ? "" : g;
      } else out += by[i];
    }
    return out;
  });
}
function $matches(text, source) { var m = $pattern("^(?:" + source + ")$").exec(text); return m; }
var $stringMethods = {
  $length: function () { return this.length; },
  equals: function (o) { return o !== null && o !== undefined && String(this) === String(o); },
  equalsIgnoreCase: function (o) { return o !== null && o !== undefined && String(this).toLowerCase() === String(o).toLowerCase(); },
  compareTo: function (o) { var a = String(this), b = String(o); return a < b ? -1 : a > b ? 1 : 0; },
  compareToIgnoreCase: function (o) { return String(this).toLowerCase().compareTo(String(o).toLowerCase()); },
  contains: function (o) { return String(this).indexOf(String(o)) >= 0; },
  isEmpty: function () { return this.length === 0; },
  matches: function (source) { return $matches(String(this), String(source)) !== null; },
  replaceAll: function (source, by) { return $replaceAll(this, source, by); },
  replaceFirst: function (source, by) { return $replaceAll(this, source, by, ""); },
  hashCode: function () { var h = 0; for (var i = 0; i < this.length; i++) h = (Math.imul(31, h) + this.charCodeAt(i)) | 0; return h; },
  $replaceJava: function (from, to) { return String(this).split(String(from)).join(String(to)); },
  $splitJava: function (source, limit) {
    var text = String(this), most = limit || 0, found = $pattern(String(source)), parts = [], at = 0, m;
    found = new RegExp(found.source, found.flags.replace("g", "") + "g");
    while ((most < 1 || parts.length < most - 1) && (m = found.exec(text)) !== null) {
      if (m[0] === "") found.lastIndex++;
      if (m.index + m[0].length === 0) continue;
      parts.push(text.slice(at, m.index));
      at = m.index + m[0].length;
    }
    if (parts.length === 0) return [text];
    parts.push(text.slice(at));
    while (most === 0 && parts.length && parts[parts.length - 1] === "") parts.pop();
    return parts;
  },
  toCharArray: function () { return String(this).split(""); }
};
Object.keys($stringMethods).forEach(function (name) {
  Object.defineProperty(String.prototype, name, { value: $stringMethods[name], enumerable: false, configurable: true, writable: true });
});
["$length"].forEach(function (name) {
  Object.defineProperty(Object.prototype, name, { value: function () { return typeof this.length === "function" ? this.length() : this.length; }, enumerable: false, configurable: true, writable: true });
});
[[Number, "intValue", function () { return Math.trunc(this); }], [Number, "longValue", function () { return Math.trunc(this); }],
  [Number, "doubleValue", function () { return Number(this); }], [Boolean, "booleanValue", function () { return this.valueOf(); }]].forEach(function (m) {
  Object.defineProperty(m[0].prototype, m[1], { value: m[2], enumerable: false });
});

function $boxed(make, more) { return Object.assign(function (v) { return make(v); }, more); }
var java = { lang: {
  String: $boxed(String, { valueOf: function (v) { return v instanceof Array ? v.join("") : String(v); }, format: undefined }),
  Integer: $boxed($parseInteger, { parseInt: $parseInteger, valueOf: $parseInteger, toString: function (v, r) { return v.toString(r || 10); }, toHexString: function (v) { return (v >>> 0).toString(16); }, MAX_VALUE: 2147483647 }),
  Long: $boxed($parseInteger, { parseLong: $parseInteger, valueOf: $parseInteger, toString: function (v, r) { return v.toString(r || 10); } }),
  Double: $boxed($asDouble, { parseDouble: $asDouble, valueOf: $asDouble, toString: function (v) { return $doubleText(Number(v)); } }),
  Boolean: $boxed(Boolean, { parseBoolean: function (v) { return String(v).toLowerCase() === "true"; }, valueOf: function (v) { return String(v).toLowerCase() === "true"; }, TRUE: true, FALSE: false }),
  Math: Math,
  System: { currentTimeMillis: function () { return $now(); } }
}, util: { Date: function (ms) { return new $JavaDate(arguments.length ? Number(ms) : $now()); } } };
function $parseInteger(v, radix) {
  if (typeof v === "number") return Math.trunc(v);
  if (radix) return parseInt(String(v), radix);
  return $parseLong(String(v));
}
function $asDouble(v) { return typeof v === "number" ? v : $parseDouble(v); }
var org = { pentaho: { di: { core: { row: { RowDataUtil: {
  allocateRowData: function (n) { var r = []; for (var i = 0; i < n; i++) r.push(null); return r; },
  createResizedCopy: function (row, n) { var r = row.slice(); while (r.length < n) r.push(null); return r; },
  resizeArray: function (row, n) { var r = row.slice(); while (r.length < n) r.push(null); return r; },
  addValueData: function (row, n, v) { row[n] = v; return row; }
} } } } } };
org.pentaho.di.core.util = { StringUtil: { generateRandomString: function (length, prefix, postfix, upper) {
  var s = "";
  for (var i = 0; i < length; i++) s += String.fromCharCode(97 + Math.floor(Math.random() * 26));
  s = (prefix || "") + s + (postfix || "");
  return upper ? s.toUpperCase() : s;
} } };
var Packages = { java: java, org: org };
