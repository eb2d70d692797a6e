"""What can go wrong in the lake, said so that a person knows which table and what to do.

Retrying lost commits is in `lake.py`; which types a table can hold is in `lake_schema.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches

from onedata_resources.errors import BadInputError, StorageFullError, UnavailableError

_NAME = re.compile(r"[^\W\d]\w*")
# No room on the device, quota exceeded, file size limit, and object stores that say the same.
_FULL = re.compile(
    r"no space left|disk quota exceeded|os error (?:28|122|27)\b"
    r"|InsufficientStorage|StorageFull|QuotaExceeded",
    re.IGNORECASE,
)
_CREATED = re.compile(r"table already exists", re.IGNORECASE)
_DENIED = re.compile(r"\b40[13] (?:Forbidden|Unauthorized)|SignatureDoesNotMatch|AccessDenied")
_GONE = re.compile(
    r"no such file|NoSuchKey|404 Not Found|object at location .* not found", re.IGNORECASE
)
_COLOUR = re.compile(r"\x1b\[\d*m")
_AWAY = re.compile(
    r"error sending request|timed out|connection refused|dns error|SlowDown|ServiceUnavailable",
    re.IGNORECASE,
)


class VersionGoneError(BadInputError):
    """Files of an earlier version were deleted, so it can no longer be read."""


def table_name(address: Sequence[str]) -> str:
    """Return `layer/table`, the name that the asset has too.

    Raises:
        BadInputError: The address is not two plain names, so it could leave the lake's folder.
    """
    if len(address) == 2 and all(_NAME.fullmatch(part) for part in address):
        return "/".join(address)
    raise BadInputError(
        f"{list(address)!r} is no table address: give a layer and a table, "
        "each of letters, digits and underscores",
        f"{list(address)!r} 不是表地址：应为层名与表名，只含文字、数字与下划线",
    )


def lake_root(uri: str) -> str:
    """Return the lake's root without a slash at its end.

    Raises:
        BadInputError: A folder's name holds '%', which Delta takes for an encoded letter.
    """
    if "://" in uri or "%" not in uri:
        return uri.rstrip("/")
    raise BadInputError(
        f"LAKE_URI {uri}: a folder's name may not hold '%'. Choose another folder",
        f"LAKE_URI {uri}：文件夹名不能含“%”，请换一个文件夹",
    )


def missing_table(address: Sequence[str], known: Iterable[str] = ()) -> BadInputError:
    """Return the error for a table that nobody made yet; it names the asset that makes it."""
    name = table_name(address)
    near = get_close_matches(name, list(known), n=3, cutoff=0.6)
    en = f" Near names: {', '.join(near)}." if near else ""
    zh = f"相近的表：{'、'.join(near)}。" if near else ""
    return BadInputError(
        f"the lake has no table {name}: materialize the asset {name} first "
        f'(dagster asset materialize --select "key:{name}" -m onedata_assets.definitions).{en}',
        f"数据湖中没有表 {name}：请先物化资产 {name}。{zh}",
    )


def lost_race(address: Sequence[str], attempts: int) -> UnavailableError:
    """Return the error for a table that others kept changing while this write tried to commit."""
    name = table_name(address)
    return UnavailableError(
        f"{name}: {attempts} commits lost against other writers; run it again when they are done",
        f"{name}：与其他写入冲突 {attempts} 次，提交未成功；待其结束后重跑",
    )


def is_full(error: BaseException | str) -> bool:
    """Return whether the error, or what a program said of it, tells that there is no room left."""
    return _FULL.search(f"{error!r} {error}") is not None


def gone(tables: Iterable[str], reason: str) -> VersionGoneError | None:
    """Return the error for a version whose files were deleted, where that is what went wrong."""
    if not _GONE.search(reason):
        return None
    names = ", ".join(tables)
    return VersionGoneError(
        f"{names}: files of this version were deleted; choose a newer one.",
        f"{names}：该版本的文件已被清理，请选择较新的版本。",
    )


@contextmanager
def lake_errors(address: Sequence[str]) -> Iterator[None]:
    """Turn the storage library's errors into the platform's; lost commits pass unchanged.

    That another writer created the table first is a lost commit too.

    Raises:
        StorageFullError: No room was left; readers still see the version before.
        UnavailableError: The object store did not answer.
        BadInputError: The data or the predicate does not fit the table.
    """
    from deltalake.exceptions import CommitFailedError, DeltaError
    from polars.exceptions import PolarsError

    try:
        yield
    except (CommitFailedError, PolarsError) as error:
        # Polars' other errors are those of the frame's own query.
        if not is_full(error):
            raise
        raise _full(address, error) from error
    except (DeltaError, OSError) as error:
        if _CREATED.search(str(error)):
            raise CommitFailedError(str(error)) from error
        raise _translated(address, error) from error


def _translated(address: Sequence[str], error: Exception) -> Exception:
    """Return the platform's error for one of the storage library."""
    # The library prints offending rows; values of people do not belong in a log.
    text = _COLOUR.sub("", str(error)).partition("Preview of invalid data")[0].strip()
    name = table_name(address)
    if _DENIED.search(text):
        return BadInputError(
            f"{name}: the object store refuses the key: check AWS_ACCESS_KEY_ID, "
            f"AWS_SECRET_ACCESS_KEY, AWS_REGION and the key's rights on LAKE_URI ({text})",
            f"{name}：对象存储拒绝了该密钥：请检查 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY、"
            f"AWS_REGION 以及该密钥对 LAKE_URI 的权限",
        )
    if is_full(error):
        return _full(address, error)
    if _AWAY.search(text):
        return UnavailableError(
            f"{name}: the lake's storage did not answer; check LAKE_URI and AWS_ENDPOINT_URL "
            f"({text})",
            f"{name}：数据湖存储没有响应，请检查 LAKE_URI 与 AWS_ENDPOINT_URL：{text}",
        )
    if isinstance(error, OSError):
        return error
    return BadInputError(
        f"{name}: the lake refused the operation, the table is unchanged: {text}",
        f"{name}：数据湖拒绝了该操作，表未改变：{text}",
    )


def _full(address: Sequence[str], error: Exception) -> StorageFullError:
    """Return the error for a write that found no room."""
    name = table_name(address)
    return StorageFullError(
        f"{name}: no room left in the lake; its previous version is unchanged and readable. "
        f"Free space or compact tables, then run again ({error})",
        f"{name}：数据湖空间不足；上一版本未变且可读。请清理空间或压缩表后重跑",
    )
