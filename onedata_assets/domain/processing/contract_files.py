"""Reading contract files: whole and right, or refused with the file, the field and what to do.

They are `onedata_assets/contracts/<layer>/<table>.yaml`, or `.json` where generated.
"""

from pathlib import Path

from pydantic import ValidationError

from onedata_assets.domain.processing.contract import Contract, ContractError
from onedata_assets.domain.processing.contract_faults import Fault, faults_of

_SAID = {
    "missing": "缺少该字段",
    "extra_forbidden": "没有这样的字段，请更正或删除",
    "greater_than": "取值过小",
    "greater_than_equal": "取值过小",
    "less_than_equal": "取值过大",
    "too_short": "不能为空",
    "string_pattern_mismatch": "只能含文字、数字与下划线",
}


def load_contract(path: Path) -> Contract:
    """Read and validate one contract file: YAML as people write it, or JSON as programs do.

    JSON reads 20 times faster, which counts where a scan generates thousands of contracts.

    Raises:
        ContractError: The file is missing, is not YAML or JSON, or says something wrong.
    """
    contract = _read(path)
    if faults := faults_of(contract):
        raise _refused(path, faults)
    return contract


def _read(path: Path) -> Contract:
    import yaml

    if not path.exists():
        raise ContractError(
            f"no contract at {path}: write one, or correct the table's name",
            f"{path} 没有契约：请编写，或更正表名",
        )
    try:
        if path.suffix == ".json":
            return Contract.model_validate_json(path.read_bytes())
        return Contract.model_validate(yaml.load(path.read_bytes(), yaml.CSafeLoader))
    except yaml.YAMLError as error:
        raise ContractError(f"{path} is not YAML: {error}", f"{path} 不是 YAML：{error}") from error
    except ValidationError as error:
        raise _refused(path, [_fault(each["loc"], each) for each in error.errors()]) from error


def _fault(place: tuple[int | str, ...], error: object) -> Fault:
    """Return one of pydantic's errors in both languages."""
    told = dict(error) if isinstance(error, dict) else {}
    field = ".".join(map(str, place)) or "file"
    kind, message, given = told.get("type", ""), told.get("msg", ""), told.get("input")
    wrong = _SAID.get(kind, f"取值有误：{given!r}")
    shown = "" if kind == "missing" else f", not {given!r}"
    return Fault(f"{field}: {message}{shown}", f"{field}：{wrong}")


def _refused(path: Path, faults: list[Fault]) -> ContractError:
    return ContractError(
        f"{path} is refused; correct it:\n" + "\n".join(f"- {fault.en}" for fault in faults),
        f"{path} 有误，请更正：\n" + "\n".join(f"- {fault.zh}" for fault in faults),
    )
