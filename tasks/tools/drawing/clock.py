"""Times of the recording <-> times of the output: the one mapping, for whatever is shown or heard."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from schemas.clips import SourceSpan
from schemas.units import fps, frame_at, ms_at


@dataclass(frozen=True)
class Clock:
    """Recording time <-> output time, through the spans that are played."""

    spans: tuple[SourceSpan, ...]
    rate: str

    @classmethod
    def over(cls, spans: tuple[SourceSpan, ...], rate: str, start_ms: int, end_ms: int) -> Clock:
        """Of a clip that plays `spans`; without any, of one that plays all from start to end."""
        first = frame_at(start_ms, rate)
        count = max(1, frame_at(end_ms, rate) - first)
        return cls(spans or (SourceSpan(first_frame=first, frame_count=count, at=0),), rate)

    @property
    def length_ms(self) -> int:
        """How long the spans last together."""
        return ms_at(sum(span.frame_count for span in self.spans), self.rate)

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

    def recording_ms(self, ms: int, *, ends: bool = False) -> int:
        """The moment of the recording that is heard at a moment of the output, rounded.

        Where two spans meet there are two such moments: the later one, or with `ends` the earlier.
        """
        per_frame = 1000 / fps(self.rate)
        chosen = self.spans[0]
        for span in self.spans[1:]:
            begins = ms_at(span.at, self.rate)
            if begins < ms or (begins == ms and not ends):
                chosen = span
        inside = max(Fraction(0), ms - chosen.at * per_frame)
        inside = min(inside, chosen.frame_count * per_frame)
        return int(chosen.first_frame * per_frame + inside + Fraction(1, 2))
