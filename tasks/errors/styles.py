"""What is wrong with a style, or with getting it."""

from __future__ import annotations

from tasks.errors.base import FatalError, InputRefusedError, RetryableError


class StyleNotFoundError(InputRefusedError):
    """The style plane knows no such style or version."""

    def __init__(self, ref: str, why: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(ref, why, known)
        self.ref, self.why, self.known = ref, why, known

    def __str__(self) -> str:
        hint = f" Known styles: {', '.join(self.known)}." if self.known else ""
        return f"There is no style {self.ref!r}: {self.why}.{hint}"


class StyleWithdrawnError(InputRefusedError):
    """The version was withdrawn: no new run may pin it."""

    def __init__(self, ref: str, why: str) -> None:
        super().__init__(ref, why)
        self.ref, self.why = ref, why

    def __str__(self) -> str:
        return (
            f"The style {self.ref} is withdrawn: {self.why} Name another version, or, where its use "
            f"is still allowed, ask for it with --allow-withdrawn."
        )


class StyleForbiddenError(InputRefusedError):
    """The style plane does not give this to whoever asks."""

    def __init__(self, ref: str, why: str) -> None:
        super().__init__(ref, why)
        self.ref, self.why = ref, why

    def __str__(self) -> str:
        return (
            f"The style plane refuses {self.ref!r}: {self.why} Put a token that may have it into "
            f"REELWRIGHT_STYLE_PLANE_USAGE_TOKEN."
        )


class StyleOverrideError(InputRefusedError):
    """What a run would change of its style cannot be."""

    def __init__(self, style: str, wrong: tuple[str, ...]) -> None:
        super().__init__(style, wrong)
        self.style, self.wrong = style, wrong

    def __str__(self) -> str:
        return (
            f"The override does not fit {self.style}: {'; '.join(self.wrong)}. Only subtitles, "
            f"overlays (by id), visual and audio can be changed for one run."
        )


class StyleBundleError(InputRefusedError):
    """A file that should hold a style holds none, or was changed."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name, self.why = name, why

    def __str__(self) -> str:
        return f"The style bundle {self.name!r} cannot be used: {self.why} Export it again."


class AspectNotPromisedError(InputRefusedError):
    """The style was not made for an aspect ratio that was asked for."""

    def __init__(self, style: str, asked: str, promised: str) -> None:
        super().__init__(style, asked, promised)
        self.style, self.asked, self.promised = style, asked, promised

    def __str__(self) -> str:
        return (
            f"The style {self.style} is not made for {self.asked}, only for {self.promised}. Ask for "
            f"one of these, or take another style."
        )


class SlotsDoNotFitError(InputRefusedError):
    """What the producer filled in does not fit the style's slots."""

    def __init__(self, style: str, problems: str) -> None:
        super().__init__(style, problems)
        self.style = style
        self.problems = problems

    def __str__(self) -> str:
        return (
            f"The slots of {self.style} cannot be filled: {self.problems}. Give each as "
            f"NAME=VALUE with what the style asks for."
        )


class StylePlaneUnavailableError(RetryableError):
    """The style plane does not answer."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(url, why)
        self.url, self.why = url, why

    def __str__(self) -> str:
        return (
            f"The style plane at {self.url} does not answer: {self.why}. Start it with "
            f"`reelwright up`, or unset REELWRIGHT_STYLE_PLANE_URL to use the one that comes with "
            f"each command."
        )


class StyleFontError(FatalError):
    """A font of the style cannot be read."""

    def __init__(self, family: str, sha256: str) -> None:
        super().__init__(family, sha256)
        self.family, self.sha256 = family, sha256

    def __str__(self) -> str:
        return (
            f"The font {self.family!r} ({self.sha256[:12]}) holds no glyphs that can be read. "
            f"Publish the style again with a static TTF or OTF file."
        )


class StyleImageError(FatalError):
    """A logo of the style cannot be read."""

    def __init__(self, sha256: str) -> None:
        super().__init__(sha256)
        self.sha256 = sha256

    def __str__(self) -> str:
        return (
            f"The logo {self.sha256[:12]} is no picture that can be read. Publish the style again "
            f"with a PNG file."
        )


class StyleLutError(FatalError):
    """A colour look-up table of the style cannot be read."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return (
            f"The LUT cannot be read: {self.why}. Export it again as a 3D .cube file with "
            f"LUT_3D_SIZE 2 to 65, and publish the style's next version with it."
        )


class StyleSoundError(FatalError):
    """A sting or a piece of music of the style cannot be decoded."""

    def __init__(self, sha256: str, why: str) -> None:
        super().__init__(sha256, why)
        self.sha256 = sha256
        self.why = why

    def __str__(self) -> str:
        return (
            f"The style's sound {self.sha256} cannot be decoded: {self.why}. Publish the style's "
            f"next version with it as WAV or FLAC."
        )


class StyleTooNewError(FatalError):
    """The style says something that this release does not know."""

    def __init__(self, label: str, format_number: str, why: str) -> None:
        super().__init__(label, format_number, why)
        self.label, self.format_number, self.why = label, format_number, why

    def __str__(self) -> str:
        return (
            f"The style {self.label} (format {self.format_number}) cannot be read by this release: "
            f"{self.why}. It reads format 1. Update Reelwright here, or name an older version."
        )


class StyleAnswerError(FatalError):
    """What was sent for a style is not what was asked for, or contradicts itself."""

    def __init__(self, ref: str, sender: str, why: str) -> None:
        super().__init__(ref, sender, why)
        self.ref, self.sender, self.why = ref, sender, why

    def __str__(self) -> str:
        return (
            f"{self.sender} was asked for the style {self.ref}, but {self.why}. Nothing was made "
            f"with it. Ask whoever runs it to check its database and its files."
        )
