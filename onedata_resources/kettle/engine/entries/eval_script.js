// What a script of an EVAL entry finds beside its numbers: the objects that Kettle gives it.
var __changed = {};

function __cell(row, which) {
  if (typeof which === "number") return row.values[which];
  var names = row.names.map(function (name) { return name.toLowerCase(); });
  var at = names.indexOf(String(which).toLowerCase());
  return at < 0 ? undefined : row.values[at];
}

function __row(row) {
  function text(which, other) {
    var value = __cell(row, which);
    return value === null || value === undefined ? (other === undefined ? null : other) : value;
  }
  function number(which, other) {
    var value = text(which, other);
    return value === null ? null : Number(value);
  }
  return {
    getString: text,
    getInteger: number,
    getNumber: number,
    getBigNumber: number,
    getBoolean: function (which, other) {
      var value = text(which);
      return value === null ? other : ["Y", "TRUE", "YES", "1"].indexOf(value.toUpperCase()) >= 0;
    },
    size: function () { return row.values.length; },
    isEmptyValue: function (which) { return !text(which); }
  };
}

var rows = __rows.map(__row);
rows.get = function (at) { return rows[at]; };
rows.size = function () { return rows.length; };
rows.isEmpty = function () { return rows.length === 0; };

var previous_result = {
  getResult: function () { return __success; },
  getNrErrors: function () { return errors; },
  getExitStatus: function () { return exit_status; },
  getEntryNr: function () { return nr; },
  getNrFilesRetrieved: function () { return files_retrieved; },
  getNrLinesInput: function () { return lines_input; },
  getNrLinesOutput: function () { return lines_output; },
  getNrLinesRead: function () { return lines_read; },
  getNrLinesWritten: function () { return lines_written; },
  getNrLinesUpdated: function () { return lines_updated; },
  getNrLinesRejected: function () { return lines_rejected; },
  getNrLinesDeleted: function () { return lines_deleted; },
  getRows: function () { return rows; },
  getResultFilesList: function () {
    var files = __files.map(function (path) { return { getFile: function () { return path; } }; });
    files.get = function (at) { return files[at]; };
    files.size = function () { return files.length; };
    return files;
  }
};

var parent_job = {
  getJobname: function () { return __job; },
  getName: function () { return __job; },
  getVariable: function (name, other) {
    if (name in __variables) return __variables[name];
    return other === undefined ? null : other;
  },
  setVariable: function (name, value) {
    __variables[name] = __changed[name] = String(value);
  },
  environmentSubstitute: function (text) {
    return String(text).replace(/\$\{([^}]+)\}/g, function (whole, name) {
      return name in __variables ? __variables[name] : whole;
    });
  }
};

var _entry_ = {
  getName: function () { return __entry; },
  getVariable: parent_job.getVariable,
  setVariable: parent_job.setVariable,
  environmentSubstitute: parent_job.environmentSubstitute
};
