"""The thresholds of recognition, each with its reason; what they decide is in the modules beside.

A person who is told too little or too much changes these, not code.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Parameters:
    """How much must speak for an answer before it is given."""

    logical_share: float = 0.95
    """Values of a text column that must fit a type; a few typing errors do not hide a date."""
    confidence: float = 0.6
    """Answers below are not given: a wrong tag costs more trust than a missing one."""
    tag_confidence: float = 0.7
    """A tag acts on rights and masking, so it needs more than an answer in a list."""
    name_weight: float = 0.7
    """What a column's name alone is worth: names lie (`phone` that holds a model of phone)."""
    contradiction: float = 0.6
    """What is left of values' word where the name clearly names another thing."""
    dictionary_distinct: int = 3
    """Fewer different values in a list of words prove nothing without the name."""
    enumeration_most: int = 50
    enumeration_repeats: float = 5.0
    """A set of codes has few values, each there again and again (known / distinct)."""
    enumeration_rows: int = 20
    """Below this many rows few values are few by chance."""
    free_text_length: int = 40
    """Characters in the middle value from which a text is prose, not a name."""
    samples: int = 5
    sample_length: int = 40
    distinct_most: int = 2000
    """Different values judged of one column; more change a share by less than 0.01."""


DEFAULT = Parameters()
