// The values, rows and metadata of Kettle's version 2 that scripts in compatible mode work with.

var $TYPES = ["-", "Number", "String", "Date", "Boolean", "Integer", "BigNumber", "Serializable", "Binary", "Timestamp"];
function $isValue(v) { return v instanceof $Value; }
class $Value {
  constructor(name, type, data, length, precision) {
    this.$name = name === undefined ? null : name;
    this.$type = typeof type === "number" ? type : 0;
    this.$data = data === undefined ? null : data;
    this.$null = data === null;
    this.$length = length === undefined ? -1 : length;
    this.$precision = precision === undefined ? -1 : precision;
    this.$changed = false;
  }
  $set(type, data) {
    this.$type = type; this.$data = data; this.$null = data === null; this.$length = -1; this.$precision = -1; this.$changed = true;
    return this;
  }
  $keep(data) { this.$data = data; this.$null = data === null; this.$changed = true; return this; }
  setValue(v) {
    if ($isValue(v)) { var l = v.$length, p = v.$precision; this.$set(v.$type, v.$data); this.$null = v.$null; this.$length = l; this.$precision = p; return; }
    if (v === null || v === undefined) this.$set(2, null);
    else if (typeof v === "number" || v instanceof Number) { if (this.$type === 1) this.$keep(Number(v)); else this.$set(1, Number(v)); }
    else if (typeof v === "boolean" || v instanceof Boolean) this.$set(4, v.valueOf());
    else if (v instanceof $Date) { if (this.$type === 3) this.$keep($dateOf(v)); else this.$set(3, $dateOf(v)); }
    else if (this.$type === 2) this.$keep(String(v));
    else this.$set(2, String(v));
  }
  setNull(flag) { this.$null = flag === undefined ? true : Boolean(flag); this.$changed = true; }
  isNull() { return this.$null; }
  getName() { return this.$name; }
  setName(name) { this.$name = name; }
  getType() { return this.$type; }
  getTypeDesc() { return $TYPES[this.$type] || "Unknown"; }
  setType(type) {
    var to = { 1: "getNumber", 2: "getString", 3: "getDate", 4: "getBoolean", 5: "getInteger", 6: "getNumber" }[type];
    if (to) { var was = this.$null; this.$data = this[to](); this.$type = type; this.$null = was; this.$changed = true; }
  }
  getLength() { return this.$length; }
  getPrecision() { return this.$precision; }
  setLength(l, p) { this.$length = l; if (p !== undefined) this.$precision = p; }
  setPrecision(p) { this.$precision = p; }
  isString() { return this.$type === 2; }
  isNumber() { return this.$type === 1; }
  isDate() { return this.$type === 3; }
  isBoolean() { return this.$type === 4; }
  isInteger() { return this.$type === 5; }
  isBigNumber() { return this.$type === 6; }
  isNumeric() { return this.$type === 1 || this.$type === 5 || this.$type === 6; }
  isEmpty() { return this.$type === 0; }
  getString() {
    if (this.$null || this.$data === null) return null;
    switch (this.$type) {
      case 1: return $doubleText(this.$data);
      case 3: return $formatDate(this.$data, "yyyy/MM/dd HH:mm:ss.SSS");
      case 4: return this.$data ? "Y" : "N";
      default: return String(this.$data);
    }
  }
  getStringLength() { var s = this.getString(); return s === null ? 0 : s.length; }
  getNumber() {
    if (this.$null || this.$data === null) return 0;
    if (this.$type === 2) { var n = Number(this.$data.trim() || "x"); return isNaN(n) ? 0 : n; }
    return this.$type === 3 ? this.$data.getTime() : Number(this.$data);
  }
  getInteger() {
    if (this.$null || this.$data === null) return 0;
    if (this.$type === 2) return /^\s*[+-]?\d+\s*$/.test(this.$data) ? Number(this.$data) : 0;
    return Math.floor(this.getNumber() + 0.5);
  }
  getBigNumber() { return this.$null ? null : this.getNumber(); }
  getBoolean() {
    if (this.$null || this.$data === null) return false;
    if (this.$type === 2) return /^(y|yes|true|1)$/i.test(this.$data);
    return this.$type === 3 ? false : Boolean(Number(this.$data));
  }
  getDate() {
    if (this.$null || this.$data === null) return null;
    if (this.$type === 3) return new $JavaDate(this.$data.getTime());
    if (this.$type === 2) { try { return $parseDate(this.$data, "yyyy/MM/dd HH:mm:ss.SSS"); } catch (e) { return null; } }
    return new $JavaDate(Math.trunc(this.getNumber()));
  }
  getBytes() { return this.getString(); }
  toString(pad) {
    if (this.$type === 0) return "";
    var empty = this.$null || this.$data === null, l = this.$length, text = empty ? "" : this.getString();
    pad = pad === undefined || pad;
    if (!empty && this.$type === 4) return this.$data ? "true" : "false";
    if (this.$type === 5 && !empty) {
      if (l < 1) return $formatNumber(this.$data, " ###############0;-###############0");
      return pad ? $formatNumber(this.$data, (this.$data >= 0 ? " " : "") + "0".repeat(l)) : text;
    }
    if (this.$type === 1 && !empty && pad) {
      if (l < 1) return $formatNumber(this.$data, " ##########0.0########;-#########0.0########");
      var mask = (this.$data >= 0 ? " " : "") + "0".repeat(l);
      if (this.$precision < 0) return $formatNumber(this.$data, mask + ".00");
      mask += "0";
      var at = l - this.$precision + 1 - (this.$data < 0 ? 1 : 0);
      if (at >= 0 && at < mask.length) mask = mask.substr(0, at) + "." + mask.substr(at + 1);
      return $formatNumber(this.$data, mask);
    }
    if (pad && l > 0 && (this.$type === 2 || (empty && (this.$type === 1 || this.$type === 5)))) {
      while (text.length < Math.min(l, 16384)) text += " ";
    }
    return text;
  }
  [Symbol.toPrimitive]() { return this.toString(); }
  valueOf() { return this.toString(); }
  Clone() { return this.clone(); }
  clone() { var c = new $Value(this.$name, this.$type, this.$data, this.$length, this.$precision); c.$null = this.$null; return c; }
  compare(o) {
    if (this.$null || o.$null) return this.$null && o.$null ? 0 : this.$null ? -1 : 1;
    var a, b;
    if (this.$type === 2) { a = this.getString().replace(/\s+$/, ""); b = o.getString().replace(/\s+$/, ""); } else { a = this.getNumber(); b = o.getNumber(); }
    return a < b ? -1 : a > b ? 1 : 0;
  }
  equals(o) { return $isValue(o) && this.compare(o) === 0; }
  isEqualTo(o) {
    if ($isValue(o)) return this.equals(o);
    if (typeof o === "number") return this.getNumber() === o;
    if (o instanceof $Date) return this.getDate() !== null && this.getDate().getTime() === o.getTime();
    if (typeof o === "boolean") return this.getBoolean() === o;
    return this.getString() === (o === null ? null : String(o));
  }
  // Operations change the value and give it back.
  $number(make) { if (!this.$null) { var n = make(this.getNumber()); if (this.$type === 5) this.$keep(Math.trunc(n)); else if (this.$type === 1 || this.$type === 6) this.$keep(n); else this.$set(1, n); } return this; }
  $string(make) { if (this.$null) { if (this.$type !== 2) this.$set(2, null); return this; } var s = make(this.getString()); if (this.$type === 2) return this.$keep(s); return this.$set(2, s); }
  abs() { return this.$number(Math.abs); }
  ceil() { return this.$number(Math.ceil); }
  floor() { return this.$number(Math.floor); }
  sqrt() { return this.$number(Math.sqrt); }
  sign() { return this.$number(Math.sign); }
  negate() { return this.$number(function (n) { return -n; }); }
  power(e) { var v = $isValue(e) ? e.getNumber() : e; return this.$number(function (n) { return Math.pow(n, v); }); }
  round(d) {
    var p = d === undefined ? 1 : Math.pow(10, $isValue(d) ? d.getNumber() : d);
    return this.$number(function (n) { return Math.floor(n * p + 0.5) / p; });
  }
  trunc() { if (this.$type === 3) return this.$keep(truncDate(this.getDate(), 3)); return this.$number(Math.trunc); }
  $other(o) { return $isValue(o) ? o : (function (v) { v.setValue(o); return v; })(new $Value("x")); }
  plus(o) {
    var v = this.$other(o);
    if (this.$type === 2) { var s = v.getString(); return this.$string(function (t) { return t + (s === null ? "" : s); }); }
    var n = v.getNumber();
    if (this.$type === 3) return this.$keep(new $JavaDate(this.getDate().getTime() + n));
    return this.$number(function (x) { return x + n; });
  }
  minus(o) { var n = this.$other(o).getNumber(); return this.$number(function (x) { return x - n; }); }
  multiply(o) { var n = this.$other(o).getNumber(); return this.$number(function (x) { return x * n; }); }
  divide(o) { var n = this.$other(o).getNumber(); return this.$number(function (x) { return x / n; }); }
  mod(o) { var n = this.$other(o).getNumber(); return this.$number(function (x) { return x % n; }); }
  nvl(o) { if (this.$null) this.setValue(this.$other(o)); return this; }
  trim() { return this.$string($trim); }
  ltrim() { return this.$string(function (s) { return s.replace(/^\s+/, ""); }); }
  rtrim() { return this.$string(function (s) { return s.replace(/\s+$/, ""); }); }
  upper() { return this.$string(function (s) { return s.toUpperCase(); }); }
  lower() { return this.$string(function (s) { return s.toLowerCase(); }); }
  initcap() { return this.$string($initCap); }
  length() { return this.$set(5, this.getStringLength()); }
  replace(a, b) { var from = String(this.$other(a).getString()), to = String(this.$other(b).getString()); return this.$string(function (s) { return s.split(from).join(to); }); }
  repl(a, b) { return this.replace(a, b); }
  substr(from, to) {
    var f = $isValue(from) ? from.getInteger() : from, t = to === undefined ? undefined : $isValue(to) ? to.getInteger() : to;
    return this.$string(function (s) {
      var start = Math.max(f, 0), end = t === undefined ? s.length : Math.min(t, s.length);
      return start >= s.length || start > end ? "" : s.substring(start, end);
    });
  }
  rightstr(n) { return this.$string(function (s) { return s.substr(Math.max(s.length - n, 0)); }); }
  leftstr(n) { return this.$string(function (s) { return s.substr(0, n); }); }
  rpad(n, fill) { return this.$string(function (s) { var c = fill === undefined ? " " : String(fill); while (s.length < n) s += c; return s.substr(0, n); }); }
  lpad(n, fill) { return this.$string(function (s) { var c = fill === undefined ? " " : String(fill); while (s.length < n) s = c + s; return s.substr(0, Math.max(n, s.length - (s.length - n))); }); }
  startsWith(s) { return !this.$null && String(this.getString()).startsWith(String(s)); }
  num2str(mask, decimal, group) {
    if (this.$null) return this.$set(2, null);
    return this.$set(2, $formatNumber(this.getNumber(), mask === undefined ? "#,##0.###" : String(mask), decimal, group));
  }
  str2num(mask, decimal, group) {
    if (this.$null) return this.$set(1, null);
    return this.$set(1, mask === undefined ? $parseDouble(this.getString()) : $parseNumber(this.getString(), String(mask), decimal, group));
  }
  dat2str(mask) { return this.$null ? this.$set(2, null) : this.$set(2, $formatDate(this.getDate(), mask === undefined ? "yyyy/MM/dd HH:mm:ss.SSS" : String(mask))); }
  str2dat(mask) { return this.$null ? this.$set(3, null) : this.$set(3, $parseDate(this.getString(), mask === undefined ? "yyyy/MM/dd HH:mm:ss.SSS" : String(mask))); }
  dat2num() { return this.$set(5, this.$null ? null : this.getDate().getTime()); }
  num2dat() { return this.$set(3, this.$null ? null : new $JavaDate(this.getInteger())); }
  add_days(n) { return this.$keep(new $JavaDate(this.getDate().getTime() + ($isValue(n) ? n.getInteger() : n) * 86400000)); }
  add_months(n) { return this.$keep($addMonths(this.getDate(), $isValue(n) ? n.getInteger() : n)); }
  first_day() { var d = this.getDate(); d.setUTCDate(1); return this.$keep(d); }
  last_day() { var d = this.getDate(); d.setUTCDate(1); d.setUTCMonth(d.getUTCMonth() + 1); d.setUTCDate(0); return this.$keep(d); }
  sysdate() { return this.$set(3, new $JavaDate($now())); }
  transname() { return this.$set(2, getTransformationName()); }
}
class $Row {
  constructor(values) { this.$values = values; this.$used = {}; }
  size() { return this.$values.length; }
  getValue(at) { if (typeof at !== "number") return this.searchValue(at); this.$used[at] = true; return this.$values[at]; }
  searchValueIndex(name) { for (var i = 0; i < this.$values.length; i++) if (this.$values[i].getName().toLowerCase() === String(name).toLowerCase()) return i; return -1; }
  searchValue(name) { var i = this.searchValueIndex(name); return i < 0 ? null : this.getValue(i); }
  getFieldNames() { return this.$values.map(function (v) { return v.getName(); }); }
  $get(name, otherwise, method) { var v = this.searchValue(name); return v === null || v.isNull() ? otherwise : v[method](); }
  getString(name, otherwise) { return this.$get(name, otherwise, "getString"); }
  getNumber(name, otherwise) { return this.$get(name, otherwise, "getNumber"); }
  getInteger(name, otherwise) { return this.$get(name, otherwise, "getInteger"); }
  getDate(name, otherwise) { return this.$get(name, otherwise, "getDate"); }
  getBoolean(name, otherwise) { return this.$get(name, otherwise, "getBoolean"); }
}
class $ValueMeta {
  constructor(field) { this.$field = field; }
  getName() { return this.$field.name; }
  getType() { return $TYPES.indexOf(this.$field.type); }
  getTypeDesc() { return this.$field.type; }
  getLength() { return this.$field.length; }
  getPrecision() { return this.$field.precision; }
  getConversionMask() { return this.$field.mask || null; }
  getOrigin() { return null; }
  isString() { return this.$field.type === "String"; }
  isNumber() { return this.$field.type === "Number"; }
  isInteger() { return this.$field.type === "Integer"; }
  isBigNumber() { return this.$field.type === "BigNumber"; }
  isDate() { return this.$field.type === "Date" || this.$field.type === "Timestamp"; }
  isBoolean() { return this.$field.type === "Boolean"; }
  isNumeric() { return this.isNumber() || this.isInteger() || this.isBigNumber(); }
  isNull(data) { return data === null || data === undefined || (this.isString() && String(data) === ""); }
  getString(data) {
    if (data === null || data === undefined) return null;
    if (this.isDate()) return $formatDate(data, this.$field.mask || "yyyy/MM/dd HH:mm:ss.SSS");
    if (this.isNumeric() && this.$field.mask) return $formatNumber(Number(data), this.$field.mask, this.$field.decimal, this.$field.group);
    if (this.isBoolean()) return this.$field.length >= 3 ? String(data) : data ? "Y" : "N";
    if (this.isNumber() || this.isBigNumber()) return $formatNumber(Number(data), "####0.0#########;-####0.0#########");
    return String(data);
  }
  getNumber(data) { return data === null ? null : Number(data instanceof $Date ? data.getTime() : data); }
  getInteger(data) { return data === null ? null : Math.floor(this.getNumber(data) + 0.5); }
  getDate(data) { return data === null ? null : $dateOf(data); }
  getBoolean(data) { return data === null ? null : typeof data === "boolean" ? data : /^(y|yes|true|1)$/i.test(String(data)); }
}
class $RowMeta {
  constructor(fields) { this.$metas = fields.map(function (f) { return new $ValueMeta(f); }); }
  size() { return this.$metas.length; }
  getValueMeta(at) { return this.$metas[at] || null; }
  getValueMetaList() { return this.$metas; }
  indexOfValue(name) {
    var names = this.getFieldNames(), at = names.indexOf(String(name));
    return at >= 0 ? at : names.map(function (n) { return n.toLowerCase(); }).indexOf(String(name).toLowerCase());
  }
  searchValueMeta(name) { var at = this.indexOfValue(name); return at < 0 ? null : this.$metas[at]; }
  exists(meta) { return this.indexOfValue(meta.getName()) >= 0; }
  getFieldNames() { return this.$metas.map(function (m) { return m.getName(); }); }
  $get(method, data, at, otherwise) {
    var i = typeof at === "number" ? at : this.indexOfValue(at);
    if (i < 0 || data[i] === null) return otherwise === undefined ? null : otherwise;
    return this.$metas[i][method](data[i]);
  }
  getString(data, at, otherwise) { return this.$get("getString", data, at, otherwise); }
  getNumber(data, at, otherwise) { return this.$get("getNumber", data, at, otherwise); }
  getInteger(data, at, otherwise) { return this.$get("getInteger", data, at, otherwise); }
  getDate(data, at, otherwise) { return this.$get("getDate", data, at, otherwise); }
  getBoolean(data, at, otherwise) { return this.$get("getBoolean", data, at, otherwise); }
  isNull(data, at) { return this.$metas[at].isNull(data[at]); }
}
Packages.org = org;
