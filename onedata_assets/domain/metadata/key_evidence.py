"""What is enough to tell a key or a reference: that the source declares it, or how it is named."""

from __future__ import annotations

from onedata_assets.domain.metadata.model import Evidence

DECLARED = Evidence("The source declares it.", "来源声明了该键。")

GOOD_SINGLE = 0.5
"""A single column that scores so is key enough: no combinations are tried."""
