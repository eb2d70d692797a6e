"""A Kettle script as text: what it may not use, and how it runs many times over the same globals.

Kettle's engine (Rhino) runs the whole script once per row in one scope, so that a `var` of one row
is still there in the next. Here the script becomes a function that is called once per row; its
outermost `var`s are therefore made globals. What the scripts find there is in `engine/scripts/`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from onedata_resources.kettle.script_loops import plain_loops
from onedata_resources.kettle.script_tokens import Token, next_of, solid, tokens

JAVA_ROOTS = frozenset({"java", "javax", "org", "com", "Packages"})
KNOWN_JAVA = (
    "java.lang.Boolean",
    "java.lang.Double",
    "java.lang.Integer",
    "java.lang.Long",
    "java.lang.Math",
    "java.lang.String",
    "java.lang.System.currentTimeMillis",
    "java.util.Date",
    "org.pentaho.di.core.row.RowDataUtil",
    "org.pentaho.di.core.util.StringUtil.generateRandomString",
)
"""Java classes that have a stand-in in `engine/scripts/java.js`."""
REFUSED_FUNCTIONS = {
    "Alert": "use WriteToLog",
    "LoadScriptFile": "put the script into a tab of the step",
    "appendToFile": "use a TextFileOutput step",
    "copyFile": "use a job's COPY_FILES entry",
    "createFolder": "use a job's CREATE_FOLDER entry",
    "deleteFile": "use a job's DELETE_FILE entry",
    "execProcess": "use a job's SHELL entry",
    "fileExists": "use a FileExists step",
    "fireToDB": "use a DBJoin or ExecSQL step",
    "getFileSize": "use a GetFileNames step",
    "getLastModifiedTime": "use a GetFileNames step",
    "importClass": "Java classes are not available",
    "importPackage": "Java classes are not available",
    "isFile": "use a GetFileNames step",
    "isFolder": "use a GetFileNames step",
    "loadFileContent": "use a LoadFileInput step",
    "moveFile": "use a job's MOVE_FILES entry",
    "resolveIP": "a script has no network",
    "sendMail": "use a job's MAIL entry",
    "touch": "use a job's CREATE_FILE entry",
}
JAVA_METHODS = {"replace": "$replaceJava", "split": "$splitJava"}
"""What a text that Kettle gives to a script does in Java's way, and its name in `scripts`."""
LANGUAGE = frozenset(
    {
        *("Array", "BigInt", "Boolean", "Date", "Error", "JSON", "Map", "Math", "Number"),
        *("Object", "Promise", "Proxy", "Reflect", "RegExp", "Set", "String", "Symbol"),
    }
)


class ScriptTextError(Exception):
    """A script uses what cannot run here; both texts say what and what to do instead."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.zh = zh


def check(script: str) -> None:
    """Refuse what cannot run here, by name.

    Raises:
        ScriptTextError: The script uses a Java class or a refused function.
    """
    pieces = [each for each in tokens(script) if each.kind != "space"]
    for number, piece in enumerate(pieces):
        if piece.kind != "name" or (number and pieces[number - 1].text == "."):
            continue
        following = [each.text for each in pieces[number + 1 : number + 2]]
        if piece.text in REFUSED_FUNCTIONS and following == ["("]:
            raise _refused(f"{piece.text}()", REFUSED_FUNCTIONS[piece.text])
        if piece.text in JAVA_ROOTS and following == ["."]:
            path = _path(pieces[number:])
            if not path.removeprefix("Packages.").startswith(KNOWN_JAVA):
                raise _refused(f"the Java class {path}", "use the step's own functions")


def _refused(what: str, instead: str) -> ScriptTextError:
    return ScriptTextError(
        f"the script uses {what}, which the embedded engine does not have: {instead}, or run the"
        " file on a Kettle server",
        f"脚本使用了内置引擎没有的 {what}：{instead}；或在 Kettle 服务器上运行该文件",
    )


def _path(pieces: Sequence[Token]) -> str:
    parts = [pieces[0].text]
    for dot, name in zip(pieces[1::2], pieces[2::2], strict=False):
        if dot.text != "." or name.kind != "name":
            break
        parts.append(name.text)
    return ".".join(parts)


@dataclass(frozen=True)
class RowScript:
    """A script as the body of a function, the globals that it declares and its own functions."""

    body: str
    names: tuple[str, ...]
    functions: tuple[str, ...]


def row_script(script: str, renamed: Mapping[str, str]) -> RowScript:
    """Return the script with its outermost declarations made globals.

    `renamed` are fields that are called like a part of the language, which the engine's own
    scripts use: the script has them under other names.
    """
    pieces = plain_loops(tokens(script))
    names: dict[str, None] = {}
    functions: dict[str, None] = {}
    body: list[str] = []
    depths: list[bool] = []
    pending = False
    for number, piece in enumerate(pieces):
        outermost = not any(depths)
        text = piece.text
        if piece.kind == "name" and text in renamed and _before(pieces, number) != ".":
            text = renamed[text]
        if piece.kind == "name" and text == "function":
            name = next_of(pieces, number)
            if outermost and name.kind == "name" and _starts(pieces, number):
                functions[name.text] = None
            pending = True
        elif piece.text == "{":
            depths.append(pending)
            pending = False
        elif piece.text == "}" and depths:
            depths.pop()
        elif outermost and piece.kind == "name" and text in {"var", "const", "let"}:
            if next_of(pieces, number).kind == "name":
                declared = _declared(pieces[number + 1 :])
                names.update({renamed.get(name, name): None for name in declared})
                text = ""
        elif piece.kind == "name":
            text = _method(pieces, number) or text
        body.append(text)
    return RowScript("".join(body), tuple(names), tuple(functions))


def _before(pieces: Sequence[Token], number: int) -> str:
    at = number - 1
    while at >= 0 and pieces[at].kind == "space":
        at -= 1
    return pieces[at].text if at >= 0 else ";"


def _starts(pieces: Sequence[Token], number: int) -> bool:
    """Return whether a statement starts there."""
    return _before(pieces, number) not in {
        "=",
        "(",
        ",",
        ":",
        "return",
        "new",
        "+",
        "!",
        "?",
        "&",
        "|",
    }


def _called_empty(pieces: Sequence[Token], number: int) -> bool:
    ahead = [each.text for each in list(solid(pieces[number + 1 : number + 6]))[:2]]
    return _before(pieces, number) == "." and ahead == ["(", ")"]


def _method(pieces: Sequence[Token], number: int) -> str | None:
    """Return the name in `scripts` of a method that Java has in its own way, None for others."""
    name = pieces[number].text
    if name == "length" and _called_empty(pieces, number):
        return "$length"
    return JAVA_METHODS.get(name) if _of_java_text(pieces, number) else None


def _of_java_text(pieces: Sequence[Token], number: int) -> bool:
    """Return whether the method there is called on a text right after Kettle gave it."""
    before = [each.text for each in solid(pieces[max(0, number - 12) : number])]
    return before[-4:] == ["getString", "(", ")", "."]


def _declared(pieces: Sequence[Token]) -> Iterator[str]:
    """Yield the names of one declaration."""
    depth, wanted = 0, True
    for piece in pieces:
        if piece.kind == "space":
            continue
        if piece.text in {"(", "[", "{"}:
            depth += 1
        elif piece.text in {")", "]", "}"}:
            depth -= 1
        if depth < 0 or (depth == 0 and piece.text in {";", "in", "of"}):
            return
        if depth == 0 and piece.text == ",":
            wanted = True
        elif wanted and piece.kind == "name":
            yield piece.text
            wanted = False
