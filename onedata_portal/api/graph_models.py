"""What the API answers about the graph of tables. How it is found is in `graph.py`."""

from pydantic import BaseModel, Field

from onedata_assets.domain.metadata.graph import EdgeKind
from onedata_assets.domain.metadata.model import Family, TableKind
from onedata_assets.domain.processing.contract import Sensitivity
from onedata_portal.api.asset_models import AssetRef, Facet
from onedata_portal.api.models import Texts

OTHER = "-"
"""What a filter calls tables that have no source or no domain."""


class GraphAsked(BaseModel):
    """Which tables are asked for: values of one filter are alternatives, filters add up."""

    source: list[str] = Field(default_factory=list, description="`-` is for none.")
    domain: list[str] = Field(default_factory=list, description="`-` is for none.")
    sensitivity: list[Sensitivity] = Field(default_factory=list)
    edge: list[EdgeKind] = Field(default_factory=list, description="Which edges; none: all.")
    search: str = Field(default="", max_length=200, description="Words that all must occur.")

    def takes(self, node: "GraphNode") -> bool:
        """Return whether a table is asked for."""
        told = node.description
        text = f"{node.name}\n{told.en}\n{told.zh}" if told else node.name
        return (
            (not self.source or (node.source or OTHER) in self.source)
            and (not self.domain or (node.domain or OTHER) in self.domain)
            and (not self.sensitivity or node.sensitivity in self.sensitivity)
            and all(word in text.casefold() for word in self.search.casefold().split())
        )


class GraphNode(AssetRef):
    """A table; one that no scan found has no source and no kind."""

    source: str
    kind: TableKind | None
    group: str
    domain: str
    sensitivity: Sensitivity
    columns: int = Field(description="How many columns it has; 0 where they are not known.")
    rows: int | None
    description: Texts | None


class GraphEdge(BaseModel):
    """That a table refers to another, or that one is made from another, by their addresses.

    A reference goes from the table that refers to the one that has the key; lineage goes from what
    a table is made from to the table. Lineage has no columns and figures here.
    """

    kind: EdgeKind
    source: str
    target: str
    columns: list[str] = []
    target_columns: list[str] = []
    confidence: float | None = None
    match_rate: float | None = Field(default=None, description="Share of values that match.")
    is_declared: bool = Field(default=False, description="The source declares it.")
    is_across: bool = Field(default=False, description="It goes from one source to another.")


class GraphFacets(BaseModel):
    """The values that the filters can have, of all tables that the person sees."""

    sources: list[Facet]
    domains: list[Facet]
    sensitivities: list[Facet]


class Graph(BaseModel):
    """The tables that a person sees and how they hang together."""

    nodes: list[GraphNode]
    edges: list[GraphEdge]
    facets: GraphFacets
    total: int = Field(description="How many tables match, which may be more than are shown.")
    is_cut: bool


class ColumnMeaning(BaseModel):
    """What a column means, how sure that is and why."""

    value: str
    title: Texts
    confidence: float
    why: list[Texts]


class GraphColumn(BaseModel):
    """A column of a table."""

    name: str
    type: str
    logical: Family | None
    nullable: bool
    is_key: bool = Field(description="It is part of the primary key.")
    description: Texts | None
    meaning: ColumnMeaning | None
    unit: str
    sensitivity: Sensitivity


class GraphReference(BaseModel):
    """A reference between this table and another, from this table's side."""

    asset: AssetRef
    columns: list[str] = Field(description="Of this table.")
    other_columns: list[str]
    confidence: float
    match_rate: float | None = Field(description="None where no values say.")
    is_declared: bool
    is_across: bool
    is_one_to_one: bool
    is_optional: bool
    why: list[Texts]


class GraphTableDetail(BaseModel):
    """A table of the graph with its columns and everything that it hangs together with."""

    table: GraphNode
    columns: list[GraphColumn]
    references: list[GraphReference] = Field(description="What this table refers to.")
    referred_by: list[GraphReference]
    upstream: list[AssetRef] = Field(description="The tables that it is made from.")
    downstream: list[AssetRef]
