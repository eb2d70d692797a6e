"""A description drafted by rules, and beside it one that a language model wrote.

The draft is made in `descriptions.py`; when a model is asked, and for what, is in `model_texts.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from onedata_assets.domain.processing.contract import Text


@dataclass(frozen=True)
class ModelText:
    """What a language model wrote, its name, and the digest of what that was made of.

    Without a text, what this model wrote of it could not be used.
    """

    text: Text | None
    by: str
    of: str


class Described:
    """Something with a `description` drafted by rules and perhaps a text of a model."""

    description: Text
    model_text: ModelText | None

    @property
    def told(self) -> Text:
        """Return the description that people read first."""
        written = self.model_text
        return written.text if written and written.text else self.description

    @property
    def written_by(self) -> str:
        """Return the model that wrote it; nothing where rules drafted it."""
        written = self.model_text
        return written.by if written and written.text else ""
