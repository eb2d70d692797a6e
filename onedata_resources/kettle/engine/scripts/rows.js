// The rows of one step through its script, a batch at a time.

var CONTINUE_TRANSFORMATION = 0, SKIP_TRANSFORMATION = 1, ABORT_TRANSFORMATION = -1, ERROR_TRANSFORMATION = -2;
var $plan, $script, $first = true, $watched = false, $out, $inputMeta, $outputMeta;

function getInputRowMeta() { return $inputMeta; }
function getOutputRowMeta() { return $outputMeta; }
function createRowCopy(size) {
  $need("createRowCopy", arguments, 1);
  if (!(row instanceof Array)) throw new Error("Unable to create a row copy: the row of a script in compatible mode cannot be copied");
  return org.pentaho.di.core.row.RowDataUtil.createResizedCopy(row, Math.round(Number(size)));
}
function putRow(values) {
  $need("putRow", arguments, 1);
  var types = $plan.output, given = [];
  for (var i = 0; i < types.length; i++) given.push($encoded(values[i], types[i].type));
  $out.src.push(-1);
  $out.extra.push(given);
  $run.counts.w++;
}
var _step_ = {
  getLinesRead: function () { return $run.counts.r; }, getLinesWritten: function () { return $run.counts.w; },
  getLinesRejected: function () { return $run.counts.e; }, getLinesInput: function () { return 0; },
  getLinesOutput: function () { return 0; }, getLinesUpdated: function () { return 0; },
  getVariable: function (name, otherwise) { var v = $run.variables[String(name)]; return v === undefined ? (otherwise === undefined ? null : otherwise) : v; },
  setVariable: function (name, value) { $run.variables[String(name)] = String(value); },
  environmentSubstitute: function (text) { return String(text).replace(/\$\{([^}]+)\}|%%([^%]+)%%/g, function (all, a, b) { var v = $run.variables[a || b]; return v === undefined ? all : v; }); },
  getStepname: function () { return $run.step; }, getCopy: function () { return $run.copy; },
  getInputRowMeta: getInputRowMeta, getOutputRowMeta: getOutputRowMeta,
  putRow: function (meta, values) { putRow(values); },
  logBasic: function (m) { writeToLog("b", m); }, logDetailed: function (m) { writeToLog("l", m); },
  logDebug: function (m) { writeToLog("d", m); }, logMinimal: function (m) { writeToLog("m", m); },
  logRowlevel: function (m) { writeToLog("r", m); }, logError: function (m) { writeToLog("e", m); }
};

function $prepare(text) {
  $plan = JSON.parse(text);
  Object.assign($run, $plan.run);
  $entities = $plan.entities;
  Object.keys($entities).forEach(function (name) { $entityOf[$entities[name]] = name; });
  globalThis._TransformationName_ = $run.name;
  Object.keys($run.tabs).forEach(function (name) { globalThis[name] = $run.tabs[name]; });
  $inputMeta = new $RowMeta($plan.input);
  $outputMeta = new $RowMeta($plan.output);
  globalThis.rowMeta = $inputMeta;
  var own = $plan.functions.map(function (name) { return "globalThis." + name + " = " + name + ";"; }).join("");
  $script = new Function(own + $plan.body);
  return "";
}

// What a value of a field is in the row, and in the script under the field's name.
function $decoded(value, type) {
  if (value === null) return null;
  if (type === "Date" || type === "Timestamp") return new $JavaDate(value);
  return (type === "Number" || type === "BigNumber") && typeof value === "string" ? Number(value) : value;
}
function $boxedField(value) { return value === null || typeof value === "object" ? value : Object(value); }
function $oldValue(field, value) { return new $Value(field.name, $TYPES.indexOf(field.type === "Timestamp" ? "Date" : field.type), value, field.length, field.precision); }

function $float(n) { return isFinite(n) ? n : String(n); }
function $whole(n) {
  if (isNaN(n)) return 0;
  return n >= 9223372036854775807 ? "9223372036854775807" : n <= -9223372036854775808 ? "-9223372036854775808" : Math.abs(n) > 9007199254740991 ? BigInt(Math.trunc(n)).toString() : Math.trunc(n);
}
// A value that a script put into a row itself.
function $encoded(value, type) {
  if (value === null || value === undefined) return null;
  if ($isValue(value)) value = type === "Number" || type === "BigNumber" ? value.getNumber() : type === "Integer" ? value.getInteger() : type === "Date" ? value.getDate() : type === "Boolean" ? value.getBoolean() : value.getString();
  if (value === null) return null;
  switch (type) {
    case "Number": return $float(Number(value instanceof $Date ? value.getTime() : value));
    case "BigNumber": return $doubleText(Number(value));
    case "Integer": return $whole(Number(value instanceof $Date ? value.getTime() : value));
    case "Date": case "Timestamp": return value instanceof $Date ? value.getTime() : Math.floor(Number(value) + 0.5);
    case "Boolean": return Boolean(value.valueOf());
    default: return String(value);
  }
}
function $cannot(value, type) { return new TypeError("a value of kind " + (value === null ? "null" : value instanceof Object ? value.constructor.name : typeof value) + " (" + String(value) + ") cannot become " + type); }
// A result of the script as the type that the step's field has.
function $result(field) {
  var name = field.name;
  if (!(name in globalThis)) throw new ReferenceError(name + " is not defined, but the step's fields name it");
  var v = globalThis[name];
  if (v === null) return null;
  if (v instanceof Number || v instanceof Boolean) v = v.valueOf();
  var kind = typeof v, text = kind === "string" || v instanceof String;
  switch (field.type) {
    case "String": return String(v);
    case "Number":
      if (v === undefined) return null;
      if (kind === "number") return $float(v);
      if ($isValue(v)) return v.isNull() ? 0 : $float(v.getNumber());
      if (kind === "string" && $plan.compatible) return $float($parseDouble(v));
      throw $cannot(v, "a Number");
    case "Integer":
      if (v === undefined) return null;
      if (kind === "number") return $whole(v);
      if ($isValue(v)) return $whole(v.getInteger());
      if (text) return $whole($parseLong($plan.compatible ? String(v).trim() : String(v)));
      throw $cannot(v, "an Integer");
    case "Date": case "Timestamp":
      if (v === undefined) return null;
      if (v instanceof $Date) return isNaN(v.getTime()) ? 0 : v.getTime();
      if (kind === "number") return isNaN(v) ? 0 : Math.floor(v + 0.5);
      if ($isValue(v)) { var d = v.getDate(); return d === null ? null : d.getTime(); }
      return Math.floor($parseDouble(v) + 0.5);
    case "Boolean":
      if (kind === "boolean") return v;
      if ($isValue(v)) return v.isNull() ? null : v.getBoolean();
      throw $cannot(v, "a Boolean");
    case "BigNumber":
      if (v === undefined) return null;
      if (kind === "number") { if (!isFinite(v)) throw $cannot(v, "a BigNumber"); return $doubleText(v); }
      if ($isValue(v)) return v.isNull() ? null : $doubleText(v.getNumber());
      if (kind === "string") return $doubleText($plan.compatible ? $parseDouble(v) : $parseLong(v));
      throw $cannot(v, "a BigNumber");
    default: throw $cannot(v, field.type);
  }
}

function $begin() {
  if ($plan.start) (0, eval)($plan.start);
  $plan.names.forEach(function (name) { if (!(name in globalThis)) globalThis[name] = undefined; });
}
function $told(error) { return error instanceof Error ? error.name + ": " + error.message : String(error); }
function $fresh() { $out = { src: [], values: $plan.results.map(function () { return []; }), edits: [], extra: [], bad: [], status: 0 }; }
function $answer() {
  $out.logs = $run.logs; $out.sets = $run.sets;
  $run.logs = []; $run.sets = [];
  return JSON.stringify($out);
}

function $process(text) {
  var batch = JSON.parse(text), fields = $plan.input, sent = $plan.sent, results = $plan.results;
  $fresh();
  for (var i = 0; i < batch.rows; i++) {
    var plain = [], values = [], old;
    $run.counts.r++;
    for (var k = 0; k < sent.length; k++) {
      var at = sent[k].at, field = fields[at], value = $decoded(batch.columns[k][i], field.type);
      plain[at] = value;
      if ($plan.compatible) { old = $oldValue(field, value); if ($plan.row) values.push(old); }
      if (sent[k].named) globalThis[sent[k].global] = $plan.compatible ? (sent[k].value = $plan.row ? $oldValue(field, value) : old) : $boxedField(value);
    }
    if ($plan.row) globalThis.row = $plan.compatible ? new $Row(values) : plain.slice();
    var before = $out.src.length;
    try {
      if ($first) $begin();
      $script.call(globalThis);
      if ($first) { $first = false; $watched = "trans_Status" in globalThis; }
      var status = $watched ? Math.trunc(Number(trans_Status)) || 0 : 0;
      if (status === ABORT_TRANSFORMATION || status === ERROR_TRANSFORMATION) { $out.status = status; break; }
      if (status !== CONTINUE_TRANSFORMATION) continue;
      var given = [];
      for (var r = 0; r < results.length; r++) given.push($result(results[r]));
      var position = $out.src.length;
      for (r = 0; r < given.length; r++) $out.values[r].push(given[r]);
      $out.src.push(i);
      $run.counts.w++;
      $edited(position, plain, values);
    } catch (error) {
      if (!$plan.errors) throw error;
      $first = false;
      $run.counts.e++;
      $out.bad.push([i, $told(error)]);
    }
  }
  return $answer();
}
// Fields that the script changed in place.
function $edited(position, plain, values) {
  var fields = $plan.input, sent = $plan.sent, k, at;
  if ($plan.compatible) {
    for (k = 0; k < sent.length; k++) {
      at = sent[k].at;
      if (sent[k].named && sent[k].value.$changed) $out.edits.push([position, at, $edit(sent[k].value, fields[at].type)]);
    }
    if ($plan.row) Object.keys(row.$used || {}).forEach(function (n) { if (row.$values[n].$changed) $out.edits.push([position, Number(n), $edit(row.$values[n], fields[n].type)]); });
  } else if ($plan.row && row instanceof Array) {
    for (k = 0; k < plain.length; k++) if (row[k] !== plain[k]) $out.edits.push([position, k, $encoded(row[k], fields[k].type)]);
  }
}
function $edit(value, type) { return value.isNull() ? null : $encoded(value, type); }

function $finish() {
  $fresh();
  if (!$first && $plan.end) (0, eval)($plan.end);
  return $answer();
}
