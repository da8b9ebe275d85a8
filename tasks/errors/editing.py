"""What people asked of a plan, its words, its shots or its taste, and cannot have."""

from __future__ import annotations

from tasks.errors.base import InputRefusedError


class TasteProfileError(InputRefusedError):
    """A taste profile that a run names cannot be used."""

    def __init__(self, ref: str, why: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(ref, why, known)
        self.ref, self.why, self.known = ref, why, known

    def __str__(self) -> str:
        hint = f" Known profiles: {', '.join(self.known)}." if self.known else ""
        return f"The taste profile {self.ref!r} cannot be used: {self.why}.{hint}"


class PublishedUnreadableError(InputRefusedError):
    """A list of stories that were told before cannot be used."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name, self.why = name, why

    def __str__(self) -> str:
        return (
            f"The list of published stories {self.name!r} cannot be read: {self.why}. Hand in text "
            f"with one story on a line, or the JSON that `reelwright plan --json` prints."
        )


class ReviewRefusedError(InputRefusedError):
    """What a person wants of a plan cannot be done."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(what, why)
        self.what, self.why = what, why

    def __str__(self) -> str:
        return (
            f"The review of {self.what!r} cannot be used: {self.why}. Correct it and send it again."
        )


class NotWaitingError(InputRefusedError):
    """A run is to go on that no person is waited for."""

    def __init__(self, run: str, state: str) -> None:
        super().__init__(run, state)
        self.run, self.state = run, state

    def __str__(self) -> str:
        return (
            f"The run {self.run} does not wait for a review: it is {self.state}. "
            f"`reelwright rerun {self.run}` makes its clips once more."
        )


class NudgeRefusedError(InputRefusedError):
    """An end of a clip cannot be moved there."""

    def __init__(self, clip: str, why: str) -> None:
        super().__init__(clip, why)
        self.clip, self.why = clip, why

    def __str__(self) -> str:
        return f"The ends of {self.clip!r} cannot be moved so: {self.why}."


class RewordingRefusedError(InputRefusedError):
    """A word cannot be written so."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(what, why)
        self.what, self.why = what, why

    def __str__(self) -> str:
        return f"{self.what!r} cannot be used: {self.why}."


class DirectionRefusedError(InputRefusedError):
    """A shot cannot be shown so."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(what, why)
        self.what, self.why = what, why

    def __str__(self) -> str:
        return f"{self.what!r} cannot be used: {self.why}."


class TooLittleToLearnError(InputRefusedError):
    """A catalogue does not hold enough to learn from."""

    def __init__(self, folder: str, why: str) -> None:
        super().__init__(folder, why)
        self.folder, self.why = folder, why

    def __str__(self) -> str:
        return (
            f"Nothing can be learned from {self.folder!r}: {self.why}. Give more whole episodes as "
            f"NAME.vtt, with their openings, or with NAME.clips.json that lists what was published: "
            f'[{{"start_ms": 61000, "end_ms": 95000}}].'
        )
