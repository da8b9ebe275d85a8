"""What a style does differently in a language or a script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Contract
from schemas.style.patches import Patch

LocaleKey = Annotated[
    str,
    Field(pattern=r"^([a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?|[A-Z][a-z]{3})$"),
]
"""A language (`ar`, `zh-Hant`) or a script (`Arab`, `Deva`)."""


class LocaleRule(Contract):
    """Applied over the aspect ratio's patch when the recording's language fits the key."""

    fonts: Annotated[tuple[str, ...], Field(max_length=6)] = ()
    """Roles in `brand.fonts`, in order: the first takes the place of every role, the others are
    tried for what it lacks, then the style's own fonts. Empty leaves the fonts as they are."""
    direction: Literal["ltr", "rtl"] | None = None
    """None leaves `subtitles.direction` as it is."""
    case: Literal["as_is", "upper", "lower"] | None = None
    """For captions and overlays; None leaves it as it is. Scripts without capitals want `as_is`."""
    pacing: Patch = {}
    """RFC 7396 merge patch on `pacing`."""


def _scripts(table: str) -> dict[str, str]:
    rows = (line.strip().split(": ") for line in table.strip().splitlines())
    return {language: script for script, languages in rows for language in languages.split()}


SCRIPTS = _scripts(
    """
    Arab: ar fa ur ps sd ug ckb ks
    Hebr: he iw yi ji
    Thaa: dv
    Syrc: syr
    Nkoo: nqo
    Deva: hi mr ne sa mai bho
    Beng: bn as
    Guru: pa
    Gujr: gu
    Taml: ta
    Telu: te
    Knda: kn
    Mlym: ml
    Sinh: si
    Thai: th
    Laoo: lo
    Khmr: km
    Mymr: my
    Geor: ka
    Armn: hy
    Ethi: am ti
    Grek: el
    Cyrl: ru uk be bg mk sr kk ky mn tg tt
    Jpan: ja
    Kore: ko
    Hans: zh yue
    """
)
"""Script in which a language is usually written, ISO 15924; every other language: `Latn`."""
TRADITIONAL = frozenset({"TW", "HK", "MO"})
RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Syrc", "Thaa"})
"""Scripts whose lines begin at the right."""


def normal(language: str) -> str:
    """A language tag in the usual letter case: `PT_br` is `pt-BR`."""
    parts = language.replace("_", "-").split("-")
    rest = [part.title() if len(part) == 4 else part.upper() for part in parts[1:]]
    return "-".join([parts[0].lower(), *rest])


def script_of(language: str) -> str:
    """The script in which a language is written, such as `Arab`."""
    base, *rest = normal(language).split("-")
    named = next((part for part in rest if len(part) == 4), None)
    if named is not None:
        return named
    if base in ("zh", "yue") and TRADITIONAL & set(rest):
        return "Hant"
    return SCRIPTS.get(base, "Latn")


def locale_of(rules: Mapping[str, LocaleRule], language: str) -> LocaleRule | None:
    """The rule for a language: the nearest tag first, then its script; None when none fits."""
    tag = normal(language)
    base, script = tag.split("-")[0], script_of(language)
    keys = (tag, f"{base}-{script}", base, script)
    return next((rules[key] for key in keys if key in rules), None)


def shadowed(key: str, keys: Iterable[str]) -> Iterator[str]:
    """Which of `keys` would hold for some language of `key` if there were no rule for `key`."""
    if key.istitle():
        return
    base = key.split("-", maxsplit=1)[0]
    script = None if key == base else script_of(key)
    for other in keys:
        general = other in (base, f"{base}-{script}", script)
        if other != key and (general or (script is None and other.istitle())):
            yield other
