"""Database URLs: read, shown without their password, and opened, the same way for all users.

What is asked of a database is in `database.py`; Kettle's steps are in `onedata_resources/kettle`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from onedata_resources.errors import BadInputError, UnavailableError
from onedata_resources.settings import value_of

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine
    from sqlalchemy.engine import URL

CONNECT_TIMEOUT_SECONDS = 10
CONNECTORX_SCHEMES = {"sqlite": "sqlite", "postgresql": "postgresql", "mysql": "mysql"}
"""SQLAlchemy dialects that connectorx reads; MariaDB speaks MySQL's protocol."""

DEMO = "RETAIL_SOURCE_URL"
"""The variable with the database that `demo/seed.py` makes."""
_SAME = {"postgres": "postgresql", "mysql": "mysql+pymysql", "mariadb": "mysql+pymysql"}
_EXAMPLE = "postgresql://reader:secret@db:5432/retail"


def database_url(given: str, setting: str = "") -> URL:
    """Return the parsed URL; `postgres`, `mysql` and `mariadb` mean the drivers that come along.

    An error names the setting that it is of, if one is given.

    Raises:
        BadInputError: The text is no SQLAlchemy URL. It is not shown, since it may hold a password.
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(given.strip())
    except ArgumentError as error:
        raise _unreadable(setting) from error
    except ValueError as error:  # SQLAlchemy reads the port with int()
        raise _unreadable(setting, " The port must be a number.", "端口须为数字。") from error
    if "@" in (url.host or ""):
        raise _unreadable(
            setting,
            " An @ in the user or the password is written %40.",
            "用户名或密码中的 @ 须写作 %40。",
        )
    return url.set(drivername=_SAME.get(url.drivername, url.drivername))


def missing_file(url: URL, path: Path) -> UnavailableError:
    """Return the error about a SQLite file that is not there; the demo's can be made."""
    en = (
        "Correct the path in the URL of this source (sqlite:////absolute/path.db), or put the file"
        " there."
    )
    zh = "请更正该数据源地址中的路径（sqlite:////绝对路径.db），或将文件放到该处。"
    if url == database_url(value_of(DEMO)):
        en = (
            f"Run `python -m demo.seed`, which makes it, or set {DEMO} to a database that is there."
        )
        zh = f"请运行 `python -m demo.seed` 生成，或将 {DEMO} 设为已有的库。"
    return UnavailableError(
        f"The database file {path.absolute()} is missing. {en}",
        f"数据库文件 {path.absolute()} 不存在。{zh}",
    )


def _unreadable(setting: str, en: str = "", zh: str = "") -> BadInputError:
    of = f" {setting}" if setting else ""
    return BadInputError(
        f"The database URL{of} cannot be read. Write dialect://user:password@host:port/database,"
        f" for example {_EXAMPLE}, or sqlite:////absolute/path.db.{en}",
        f"无法识别数据库地址{of}。请写成 dialect://用户:密码@主机:端口/库名，"
        f"例如 {_EXAMPLE}，或 sqlite:////绝对路径.db。{zh}",
    )


def shown(url: URL) -> str:
    """Return the URL with its password hidden: the only form that messages and logs carry."""
    return url.render_as_string(hide_password=True)


def dialect_of(url: URL) -> str:
    """Return `sqlite`, `postgresql`, `mysql` or another SQLAlchemy dialect name."""
    name = url.get_backend_name()
    return "mysql" if name == "mariadb" else name


def open_engine(url: URL, *, connect_timeout_seconds: int = CONNECT_TIMEOUT_SECONDS) -> Engine:
    """Return an engine that pools nothing, so forked workers may share it.

    Raises:
        BadInputError: The dialect is unknown, or its driver is not installed.
    """
    from sqlalchemy import create_engine
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError
    from sqlalchemy.pool import NullPool

    timed = dialect_of(url) in {"postgresql", "mysql"} and "connect_timeout" not in url.query
    arguments = {"connect_timeout": connect_timeout_seconds} if timed else {}
    try:
        return create_engine(url, poolclass=NullPool, connect_args=arguments)
    except NoSuchModuleError as error:
        raise BadInputError(
            f"No SQLAlchemy dialect {url.drivername!r} is installed ({shown(url)}). Correct what"
            " is before ://, or install the package that brings the dialect.",
            f"没有安装 SQLAlchemy 方言 {url.drivername!r}（{shown(url)}）。"
            "请更正 :// 之前的部分，或安装提供该方言的包。",
        ) from error
    except ModuleNotFoundError as error:
        raise BadInputError(
            f"The driver {error.name} is not installed ({shown(url)}). Install the Python package"
            " that brings it; postgresql:// and mysql:// need none.",
            f"未安装驱动 {error.name}（{shown(url)}）。请安装对应的 Python 包；"
            "postgresql:// 与 mysql:// 无需另装。",
        ) from error
    except (ArgumentError, TypeError, ValueError) as error:
        raise BadInputError(
            f"The options of the database URL {shown(url)} cannot work: {first_line(error)}.",
            f"数据库地址 {shown(url)} 的选项不可用：{first_line(error)}。",
        ) from error


def connectorx_url(url: URL) -> str:
    """Return the URL as connectorx wants it, with the password."""
    if dialect_of(url) == "sqlite":
        return "sqlite://" + quote(str(sqlite_file(url).resolve()))
    scheme = CONNECTORX_SCHEMES[dialect_of(url)]
    return url.set(drivername=scheme).render_as_string(hide_password=False)


def sqlite_file(url: URL) -> Path:
    """Return the path of the SQLite database."""
    from pathlib import Path

    return Path(url.database or "")


def first_line(error: BaseException) -> str:
    """Return the driver's own words without SQL, parameters or links."""
    text = str(getattr(error, "orig", None) or error).strip()
    return text.splitlines()[0].rstrip(".") if text else type(error).__name__
