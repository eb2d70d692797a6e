"""What the API answers about joins of tables. How they are found is in `joins.py`."""

from pydantic import BaseModel, Field

from onedata_assets.domain.metadata.join_cautions import Danger
from onedata_assets.domain.metadata.joins import Cardinality, JoinKind
from onedata_portal.api.graph_models import GraphNode
from onedata_portal.api.models import Texts
from onedata_portal.api.tag_models import Address

MOST_TABLES = 12


class JoinsAsked(BaseModel):
    """Which tables are to be joined, the first one's rows kept, and in which SQL."""

    table: list[Address] = Field(
        default_factory=list,
        max_length=MOST_TABLES,
        description="Addresses of the tables, as `shop/orders`; two or more.",
    )
    dialect: str = Field(default="duckdb", max_length=40, description="As sqlglot names it.")


class JoinCaution(Texts):
    """Something to beware of."""

    danger: Danger


class JoinStep(BaseModel):
    """One join, to the table `right` from one that is there already; tables by their addresses.

    The aliases are those of the SQL. `match_rate` is the share of referring rows with a partner.
    """

    left: str
    left_alias: str
    left_columns: list[str]
    right: str
    right_alias: str
    right_columns: list[str]
    kind: JoinKind
    cardinality: Cardinality = Field(description="Rows left and right that belong together.")
    is_forth: bool = Field(description="The left table refers to the right one, not the reverse.")
    confidence: float
    match_rate: float
    is_declared: bool
    is_measured: bool = Field(description="The match rate is of rows, not only as declared.")
    is_optional: bool = Field(description="Some referring rows refer to none.")
    is_across: bool = Field(description="The tables are of two sources.")
    why: list[Texts]
    cautions: list[JoinCaution]


class JoinWay(BaseModel):
    """One way to join the tables; `mark` names it as long as it has the same joins."""

    mark: str
    steps: list[JoinStep]
    cautions: list[JoinCaution] = Field(description="Of the joins together.")
    sql: str


class Joins(BaseModel):
    """The ways to join tables, the best one first, with all tables that they go through."""

    tables: list[GraphNode] = Field(description="Those asked for first, then those between.")
    ways: list[JoinWay]
    dialect: str
    dialects: list[str] = Field(description="Those that are offered; sqlglot knows more.")
