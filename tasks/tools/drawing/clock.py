"""Times of the recording -> times of the output."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from schemas.clips import SourceSpan
from schemas.units import fps


@dataclass(frozen=True)
class Clock:
    """Recording time -> output time, through the spans that are played."""

    spans: tuple[SourceSpan, ...]
    rate: str

    def output_ms(self, ms: int) -> int:
        """Where a moment of the recording is heard; the nearest played moment if it was cut.

        Whole milliseconds seldom meet the start of a frame: a moment within one of it is meant to
        be that frame, and comes out rounded down, so that the frame itself already shows it.
        """
        per_frame = 1000 / fps(self.rate)
        best: tuple[Fraction, Fraction] | None = None
        for span in self.spans:
            start = span.first_frame * per_frame
            inside = min(max(Fraction(ms), start), start + span.frame_count * per_frame)
            found = (abs(inside - ms), inside - start + span.at * per_frame)
            best = found if best is None or found[0] < best[0] else best
        if best is None:
            return ms
        frame = int(best[1] / per_frame + Fraction(1, 2)) * per_frame
        return int(frame) if abs(frame - best[1]) <= 1 else int(best[1] + Fraction(1, 2))
