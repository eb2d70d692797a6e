"""Refusing a password that is not good enough, in words for its person."""

from collections.abc import Iterable

from onedata_assets.domain.security.passwords import weakness_of
from onedata_portal.portal import Portal
from onedata_resources.errors import BadInputError


def require_good(portal: Portal, password: str, *about: str) -> None:
    """Go on if the password is good enough; `about` are texts of its person.

    Raises:
        BadInputError: It is too short, too easy, or holds one of the texts.
    """
    least = portal.platform.settings().password_min_length
    weak = weakness_of(password, least=least, about=_parts(about))
    if weak is not None:
        raise BadInputError(weak.en, weak.zh)


def _parts(about: Iterable[str]) -> list[str]:
    """Return the texts, of addresses what stands before the @ too."""
    return [part for text in about for part in {text, text.partition("@")[0]}]
