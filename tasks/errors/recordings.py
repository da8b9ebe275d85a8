"""What is wrong with a recording, its captions, or what hears its words."""

from __future__ import annotations

from tasks.errors.base import FatalError, InputRefusedError, RetryableError


class SourceRefusedError(InputRefusedError):
    """The recording is outside the media contract."""

    def __init__(self, name: str, reason: str, detail: str, remedy: str) -> None:
        super().__init__(name, reason, detail, remedy)
        self.name, self.reason, self.detail, self.remedy = name, reason, detail, remedy

    def __str__(self) -> str:
        return f"{self.name!r} is refused ({self.reason}): {self.detail} {self.remedy}"


class SourceNotFoundError(InputRefusedError):
    """The recording is not where it was said to be."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(location, why)
        self.location, self.why = location, why

    def __str__(self) -> str:
        return f"No recording at {self.location!r}: {self.why}. Check the path or address."


class CaptionsUnreadableError(InputRefusedError):
    """The caption file holds nothing that can be used."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name, self.why = name, why

    def __str__(self) -> str:
        return (
            f"The captions in {self.name!r} cannot be read: {self.why}. Hand in a .vtt, .srt, "
            f".ttml, .ass, .sbv, .sub, .smi, .lrc or transcript .json, or leave captions out to have "
            f"the recording transcribed."
        )


class GlossaryError(InputRefusedError):
    """The list of names and terms cannot be used."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return (
            f"The glossary cannot be used: {self.why}. Give names with commas between them, or a "
            f"file with one on each line."
        )


class NoSpeechError(InputRefusedError):
    """There are no words to choose moments from."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name, self.why = name, why

    def __str__(self) -> str:
        return (
            f"No speech was found in {self.name!r}: {self.why}. Clips are chosen by what is said; "
            f"hand in captions with --captions FILE if there is speech."
        )


class ModelUnavailableError(FatalError):
    """A model cannot be loaded."""

    def __init__(self, model: str, why: str, remedy: str) -> None:
        super().__init__(model, why, remedy)
        self.model, self.why, self.remedy = model, why, remedy

    def __str__(self) -> str:
        return f"The model {self.model!r} cannot be loaded: {self.why}. {self.remedy}"


class TranscriberUnavailableError(RetryableError):
    """A transcription service does not answer now, or not with an answer."""

    def __init__(self, service: str, why: str) -> None:
        super().__init__(service, why)
        self.service, self.why = service, why

    def __str__(self) -> str:
        return (
            f"The transcription service {self.service} cannot be used now: {self.why}. Try again "
            f"later, or choose another with --transcriber."
        )


class TranscriberRefusedError(FatalError):
    """A transcription service will not do the job as it stands."""

    def __init__(self, service: str, why: str, remedy: str) -> None:
        super().__init__(service, why, remedy)
        self.service, self.why, self.remedy = service, why, remedy

    def __str__(self) -> str:
        return f"The transcription service {self.service} cannot be used: {self.why}. {self.remedy}"


class SourceGoneError(InputRefusedError):
    """The kept bytes of a recording are gone, or are not what they were."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return (
            f"The recording {self.name!r} is no longer kept whole: its bytes are gone or were changed. "
            f"Hand it in again with `reelwright clip FILE`: what was made of it attaches."
        )


class MediaToolError(FatalError):
    """FFmpeg or a decoder failed on input that was accepted."""

    def __init__(self, doing: str, why: str) -> None:
        super().__init__(doing, why)
        self.doing, self.why = doing, why

    def __str__(self) -> str:
        return f"{self.doing} failed: {self.why}"


class SourceUnreachableError(RetryableError):
    """The server that holds the recording does not answer now."""

    def __init__(self, location: str, why: str) -> None:
        super().__init__(location, why)
        self.location, self.why = location, why

    def __str__(self) -> str:
        return (
            f"The recording at {self.location!r} cannot be fetched now: {self.why}. Try again "
            f"later, or download it and give the path."
        )
