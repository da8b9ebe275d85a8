"""The promise of a publisher. To add one: keep the promise, name it in `stage.PUBLISHERS`.

1. All files of an output arrive, or none that could be taken for finished.
2. Publishing the same bytes to the same place again is harmless.
3. `still_there` tells whether a former publication holds, byte for byte.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from schemas.outputs import Published


class Publisher(Protocol):
    """Puts the files of one output somewhere."""

    def publish(self, name: str, files: dict[str, Path], target: str) -> Published:
        """Hand over `files` (ending such as `mp4` to local path) as `name`.

        Raises:
            StorageFullError: when there is no room.
            OutputFolderError: when the target cannot be written.
        """
        ...

    def still_there(self, published: Published) -> bool:
        """Whether everything that was handed over is still where it was put."""
        ...
