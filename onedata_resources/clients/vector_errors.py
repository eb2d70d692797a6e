"""What can go wrong in the vector store's files, said so that a person knows what to do."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from onedata_resources.errors import StorageFullError, UnavailableError

_FULL = re.compile(
    r"no space left|os error (?:28|122|27)\b|StorageFull|QuotaExceeded", re.IGNORECASE
)


class HasUri(Protocol):
    """Something that is opened at an address."""

    uri: str


Client = TypeVar("Client", bound=HasUri)
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


@contextmanager
def store_errors(uri: str) -> Iterator[None]:
    """Turn LanceDB's errors into the platform's.

    Raises:
        StorageFullError: No room was left; what is published still answers.
        UnavailableError: The store cannot be read or written.
    """
    try:
        yield
    except (RuntimeError, OSError) as error:
        if _FULL.search(str(error)):
            raise StorageFullError(
                f"no room left under the vector store {uri}; the published index still answers. "
                "Free space and run it again.",
                f"向量库 {uri} 所在磁盘已满；已发布的索引仍可检索。请清理空间后重跑。",
            ) from error
        raise UnavailableError(
            f"vector store {uri}: {error}. Check that the folder exists and may be written.",
            f"向量库 {uri} 出错：{error}。请检查目录是否存在及读写权限。",
        ) from error


def in_store(
    method: Callable[Concatenate[Client, Asked], Answer],
) -> Callable[Concatenate[Client, Asked], Answer]:
    """Make a method raise the platform's errors; see `store_errors`."""

    @wraps(method)
    def guarded(client: Client, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        with store_errors(client.uri):
            return method(client, *args, **kwargs)

    return guarded
