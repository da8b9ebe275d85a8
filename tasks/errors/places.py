"""What is wrong with the places that runs work in: home, store, ledger, outputs, runs."""

from __future__ import annotations

from tasks.errors.base import FatalError, InputRefusedError, RetryableError


class HomeUnusableError(FatalError):
    """Reelwright's home cannot be made or used."""

    def __init__(self, home: str, why: str) -> None:
        super().__init__(home, why)
        self.home, self.why = home, why

    def __str__(self) -> str:
        return (
            f"Reelwright cannot work in {self.home!r}: {self.why}. Set REELWRIGHT_HOME to a folder "
            f"that you may write in."
        )


class LedgerUnavailableError(RetryableError):
    """The database of runs does not answer, or is none."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(address, why)
        self.address, self.why = address, why

    def __str__(self) -> str:
        return (
            f"The ledger at {self.address} cannot be used: {self.why}. See that the database runs "
            f"and may be written, or set REELWRIGHT_DATABASE_URL to another; no work is lost."
        )


class PrefectUnavailableError(RetryableError):
    """The configured Prefect API does not answer."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(address, why)
        self.address, self.why = address, why

    def __str__(self) -> str:
        return (
            f"Prefect's API at {self.address} does not answer: {self.why}. Start it, or unset "
            f"PREFECT_API_URL: a command then brings a server of its own. What is done is kept."
        )


class DigestMismatchError(FatalError):
    """Bytes are not what their name says."""

    def __init__(self, what: str, expected: str, found: str) -> None:
        super().__init__(what, expected, found)
        self.what, self.expected, self.found = what, expected, found

    def __str__(self) -> str:
        return (
            f"{self.what} should have sha256 {self.expected} but has {self.found}: it was changed "
            f"after it was stored. Nothing was made from it; run again to have it made anew."
        )


class ArtifactMissingError(FatalError):
    """Bytes that a pointer names are gone."""

    def __init__(self, sha256: str) -> None:
        super().__init__(sha256)
        self.sha256 = sha256

    def __str__(self) -> str:
        return f"The artifact {self.sha256} is gone from the store. Run again to have it made anew."


class OutputsFullError(RetryableError):
    """The disk that finished clips are put on has no room left."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        return (
            f"No room left in the output folder {self.folder!r}. Free some space, or name a folder on "
            f"another disk, and run the same command again: what is done is kept."
        )


class StorageFullError(RetryableError):
    """The disk has no room left."""

    def __init__(self, where: str, needed: str) -> None:
        super().__init__(where, needed)
        self.where, self.needed = where, needed

    def __str__(self) -> str:
        return (
            f"No room left at {self.where} ({self.needed}). Free some space, or set REELWRIGHT_HOME "
            f"to a larger disk, and run the same command again: what is done is kept."
        )


class OutputFolderError(InputRefusedError):
    """The output folder cannot be written."""

    def __init__(self, folder: str, why: str) -> None:
        super().__init__(folder, why)
        self.folder, self.why = folder, why

    def __str__(self) -> str:
        return f"The output folder {self.folder!r} cannot be written: {self.why}. Name another."


class JobEndedError(FatalError):
    """A job was ended by somebody else, such as after its worker had been silent for too long."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(what, why)
        self.what, self.why = what, why

    def __str__(self) -> str:
        return (
            f"{self.what} was ended by somebody else ({self.why}), as happens when a machine sleeps "
            f"in the middle of its work. Run the same command again: what is done is kept."
        )


class RunNotFoundError(InputRefusedError):
    """The ledger knows no such run."""

    def __init__(self, run_id: str, why: str) -> None:
        super().__init__(run_id, why)
        self.run_id, self.why = run_id, why

    def __str__(self) -> str:
        return f"There is no run {self.run_id!r} to use: {self.why}. `reelwright show` lists runs."


class OutputRejectedError(FatalError):
    """A rendered file is not what was promised; it is not delivered."""

    def __init__(self, clip_id: str, aspect: str, wrong: tuple[str, ...]) -> None:
        super().__init__(clip_id, aspect, wrong)
        self.clip_id, self.aspect, self.wrong = clip_id, aspect, wrong

    def __str__(self) -> str:
        return (
            f"The output {self.clip_id} in {self.aspect} is not delivered: {'; '.join(self.wrong)}. "
            f"Run again with --from render to have it made anew."
        )
