"""Who asks the API, and in which language they read. How they signed in is the gateway's."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request

from onedata_assets.domain.i18n import Language
from onedata_portal.api.errors import SignInFirstError
from onedata_portal.gateway.viewer import Viewer, viewer_of


@dataclass(frozen=True)
class Asking:
    """One request: of whom, to be answered in which language."""

    viewer: Viewer
    language: Language

    def say(self, en: str, zh: str) -> str:
        """Return the text in the language of the person."""
        return zh if self.language is Language.ZH else en


def preferred(accepted: str) -> Language:
    """Return which of our languages an `Accept-Language` header wants most; Chinese for none."""
    wanted: list[tuple[float, int, Language]] = []
    for place, part in enumerate(accepted.split(",")):
        name, _, quality = part.strip().partition(";")
        short = name.split("-")[0].lower()
        if short in set(Language):
            wanted.append((-_quality(quality), place, Language(short)))
    return min(wanted)[2] if wanted else Language.ZH


def _quality(text: str) -> float:
    try:
        return float(text.strip().removeprefix("q=")) if text.strip() else 1.0
    except ValueError:
        return 0.0


def asking(
    request: Request,
    lang: Annotated[
        Language | None, Query(description="Language of the texts; else `Accept-Language` decides.")
    ] = None,
) -> Asking:
    """Return who asks.

    Raises:
        SignInFirstError: Nobody is signed in.
    """
    viewer = viewer_of(request.scope)
    if not viewer.name:
        raise SignInFirstError.nobody()
    return Asking(viewer, lang or preferred(request.headers.get("accept-language", "")))


Who = Annotated[Asking, Depends(asking)]
