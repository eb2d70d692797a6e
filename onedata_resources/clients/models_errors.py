"""MLflow's and the file system's errors, as those that a person reads."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from onedata_resources.errors import BadInputError, StorageFullError, UnavailableError


class NoSuchModelError(BadInputError):
    """The registry has no such model, version or alias; train or promote one first."""


def no_such_model(what: str) -> NoSuchModelError:
    """Return the error for a model that is not registered."""
    return NoSuchModelError(
        f"the registry has no {what}: materialize the asset that trains it, and see in its "
        "metadata whether it was promoted",
        f"模型库中没有 {what}：请物化训练它的资产，并在其元数据中查看是否已晋级",
    )


@contextmanager
def registry_errors(what: str, tracking_uri: str) -> Iterator[None]:
    """Raise what a person reads where the block's work on `what` fails.

    Raises:
        NoSuchModelError: MLflow does not know the name or version.
        StorageFullError: There is no room left for a file.
        UnavailableError: The store or the server failed otherwise.
    """
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except MlflowException as error:
        if error.error_code == "RESOURCE_DOES_NOT_EXIST":
            raise no_such_model(what) from error
        raise _away(what, tracking_uri, error) from error
    except SQLAlchemyError as error:
        raise _away(what, tracking_uri, error) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StorageFullError(
                f"no room is left for {what} in the model registry: free some, then retry",
                f"模型库空间不足，无法写入 {what}：请清理后重试",
            ) from error
        raise _away(what, tracking_uri, error) from error


def _away(what: str, tracking_uri: str, error: Exception) -> UnavailableError:
    place = tracking_uri.rsplit("@", maxsplit=1)[-1]  # before the @ a URL may hold a password
    return UnavailableError(
        f"MLflow at {place} failed for {what}: {error}. Check MLFLOW_TRACKING_URI and "
        "MLFLOW_ARTIFACTS_URI, then retry",
        f"位于 {place} 的 MLflow 处理 {what} 失败：{error}。"
        "请检查 MLFLOW_TRACKING_URI 与 MLFLOW_ARTIFACTS_URI 后重试",
    )
