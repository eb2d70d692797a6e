"""What readers and writers of databases are told alike: an account, columns, and connections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Self, TypeVar

from pydantic import Field

from onedata_resources.kettle.datax.builder import Builder
from onedata_resources.kettle.datax.connections import Database, database_of
from onedata_resources.kettle.datax.job import Part, Plugin, Text, Texts


class JdbcConnection(Part):
    """A database, and its tables."""

    jdbcUrl: Texts = Field(min_length=1)  # noqa: N815 - DataX's key
    table: Texts = ()


ConnectionT = TypeVar("ConnectionT", bound=JdbcConnection)


class DatabaseParameters(Part, Generic[ConnectionT]):
    """The parameters that both kinds of plugin have."""

    username: Text = ""
    password: Text = Field(default="", repr=False)
    column: Texts = ()
    connection: tuple[ConnectionT, ...] = Field(min_length=1)
    session: Texts = ()

    @classmethod
    def of(cls, plugin: Plugin) -> Self:
        """Return the parameters; a connection may stand alone instead of in a list."""
        given = plugin.parameter.get("connection")
        if isinstance(given, dict):
            parameter = plugin.parameter | {"connection": [given]}
            plugin = plugin.model_copy(update={"parameter": parameter})
        return plugin.read(cls)

    def databases(
        self, builder: Builder, plugin: Plugin
    ) -> Iterator[tuple[str, ConnectionT, Database]]:
        """Yield each connection with its place in the file and the database it leads to.

        Raises:
            KettleFileError: An address is none of JDBC.
        """
        for number, each in enumerate(self.connection):
            place = f"connection[{number}]"
            database = database_of(
                builder,
                plugin,
                f"{place}.jdbcUrl",
                each.jdbcUrl[0],
                username=self.username,
                password=self.password,
                session=self.session,
            )
            yield place, each, database
