"""The promise of a publisher. To add one: keep the promise, name it in `stage.PUBLISHERS`.

1. All files of an output arrive, or none that could be taken for finished; also when others put
   an output of the same name into the same place at the same time.
2. Publishing the same bytes to the same place again is harmless.
3. `still_there` tells whether a former publication holds, byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from schemas.outputs import Published
from schemas.units import Sha256


@dataclass(frozen=True)
class Finished:
    """A local file, and the digest that its bytes must still have when they have arrived."""

    path: Path
    sha256: Sha256


class Publisher(Protocol):
    """Puts the files of one output somewhere."""

    def publish(self, name: str, files: dict[str, Finished], target: str) -> Published:
        """Hand over `files` (by ending, such as `mp4`) as `name`.

        Raises:
            OutputsFullError: when there is no room.
            OutputFolderError: when the target cannot be written.
            DigestMismatchError: when a file is not what it should be; nothing was handed over.
        """
        ...

    def still_there(self, published: Published) -> bool:
        """Whether everything that was handed over is still where it was put."""
        ...
