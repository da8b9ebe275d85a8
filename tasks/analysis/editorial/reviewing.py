"""A plan and what a person makes of it: which clips, in which order, called what, from and to where.

Places are said in words that are spoken there, because that is what people hear and see.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from schemas.plan import EditorialPlan, PlannedClip, RejectedCandidate
from schemas.review import PlanReview, ReviewedClip
from schemas.segments import Segments
from schemas.transcript import Transcript, Word
from tasks.analysis.editorial.cuts import LEAD_MS, LEAST_TAIL_MS, TAIL_MS
from tasks.errors.editing import ReviewRefusedError

SHOWN_WORDS = 6
"""So many words say where a clip begins and ends."""
REACH_MS = 180_000
"""Words are looked for so far from where the clip begins or ends."""
SHORTEST_MS = 1000


def review_of(plan: EditorialPlan, transcript: Transcript) -> PlanReview:
    """A plan as a person finds it: everything kept as it is."""
    return PlanReview(clips=tuple(_as_planned(clip, transcript.words) for clip in plan.clips))


def reviewed(
    plan: EditorialPlan, review: PlanReview, segments: Segments, transcript: Transcript
) -> EditorialPlan:
    """The plan as the person wants it, in the person's order.

    Raises:
        ReviewRefusedError: when a clip is unknown or named twice, words are not said near it, it
            would be shorter than a second, or two would overlap.
    """
    known = {clip.id: clip for clip in plan.clips}
    names = [item.clip for item in review.clips]
    for name in names:
        if name not in known:
            raise ReviewRefusedError(name, f"the plan has no such clip; it has {', '.join(known)}")
        if names.count(name) > 1:
            raise ReviewRefusedError(name, "it is there twice; keep one")
    edit = _Edit(segments, transcript.words)
    kept = tuple(edit.clip(known[item.clip], item) for item in review.clips if item.keep)
    _refuse_overlaps(kept)
    dropped = [clip for clip in plan.clips if clip.id not in {item.id for item in kept}]
    return plan.model_copy(
        update={
            "clips": _relinked(kept),
            "rejected": plan.rejected + tuple(_dropped(clip) for clip in dropped),
            "explanation": f"{plan.explanation} {_explained(len(kept), len(plan.clips))}",
        }
    )


def _as_planned(clip: PlannedClip, words: Sequence[Word]) -> ReviewedClip:
    first, last = _ends(clip, words)
    return ReviewedClip(
        clip=clip.id,
        title=clip.title,
        hook=clip.hook,
        starts_with=_phrase(words[first : last + 1][:SHOWN_WORDS]),
        ends_with=_phrase(words[first : last + 1][-SHOWN_WORDS:]),
    )


def _phrase(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _ends(clip: PlannedClip, words: Sequence[Word]) -> tuple[int, int]:
    """Indices of a clip's first and last word."""
    inside = [
        number
        for number, word in enumerate(words)
        if clip.start_ms <= (word.start_ms + word.end_ms) // 2 < clip.end_ms
    ]
    return inside[0], inside[-1]


@dataclass(frozen=True)
class _Edit:
    """Makes of a planned clip what a person wrote."""

    segments: Segments
    words: Sequence[Word]

    def clip(self, clip: PlannedClip, wanted: ReviewedClip) -> PlannedClip:
        told = _as_planned(clip, self.words)
        first, last = _ends(clip, self.words)
        changed: dict[str, object] = {}
        if _plain(wanted.starts_with) != _plain(told.starts_with):
            first = self._said(clip.id, wanted.starts_with, clip.start_ms).start
            changed["start_ms"] = self._start(first)
        if _plain(wanted.ends_with) != _plain(told.ends_with):
            last = self._said(clip.id, wanted.ends_with, clip.end_ms).stop - 1
            changed["end_ms"] = self._end(last)
        if changed:
            changed |= self._spoken(clip.id, first, last)
        if (wanted.title, wanted.hook) != (clip.title, clip.hook):
            changed |= {"title": wanted.title, "hook": wanted.hook, "wording": "review"}
        return clip.model_copy(update=changed | {"reasons": _reasons(clip, changed)})

    def _spoken(self, name: str, first: int, last: int) -> dict[str, object]:
        """What is said from one word to another, with its sentences."""
        if first > last:
            raise ReviewRefusedError(name, "its last words are said before its first")
        if self._end(last) - self._start(first) < SHORTEST_MS:
            raise ReviewRefusedError(name, "it would be shorter than a second")
        inside = [
            item.id
            for item in self.segments.sentences
            if item.last_word >= first and item.first_word <= last
        ]
        return {
            "text": _phrase(self.words[first : last + 1]),
            "first_sentence": inside[0],
            "last_sentence": inside[-1],
        }

    def _said(self, name: str, phrase: str, near_ms: int) -> range:
        """The words that say a phrase, those nearest to a moment."""
        wanted = _plain(phrase)
        if not wanted:
            raise ReviewRefusedError(name, f"{phrase!r} holds no word")
        found = sorted(
            self._places(wanted, near_ms),
            key=lambda place: abs(self.words[place.start].start_ms - near_ms),
        )
        if not found:
            said = f"{phrase!r} is not said within {REACH_MS // 60_000} minutes of it"
            raise ReviewRefusedError(name, f"{said}; copy the words from the transcript")
        return found[0]

    def _places(self, wanted: list[str], near_ms: int) -> Iterator[range]:
        heard = [
            (number, token)
            for number, word in enumerate(self.words)
            if abs(word.start_ms - near_ms) <= REACH_MS
            for token in _plain(word.text)
        ]
        for at in range(len(heard) - len(wanted) + 1):
            here = heard[at : at + len(wanted)]
            if [token for _, token in here] == wanted:
                yield range(here[0][0], here[-1][0] + 1)

    def _start(self, first: int) -> int:
        """In the silence before a word; never inside the word before."""
        word = self.words[first]
        before = self.words[first - 1].end_ms if first else 0
        return word.start_ms - min(LEAD_MS, (word.start_ms - before) // 2)

    def _end(self, last: int) -> int:
        word = self.words[last]
        final = last + 1 == len(self.words)
        after = word.end_ms + 2 * LEAST_TAIL_MS if final else self.words[last + 1].start_ms
        return min(word.end_ms + min(TAIL_MS, (after - word.end_ms) // 2), self._duration)

    @property
    def _duration(self) -> int:
        return self.segments.duration_ms


def _plain(text: str) -> list[str]:
    """Words without case and punctuation."""
    bare = ("".join(sign for sign in part if sign.isalnum()) for part in text.casefold().split())
    return [part for part in bare if part]


def _reasons(clip: PlannedClip, changed: dict[str, object]) -> tuple[str, ...]:
    said = {"start_ms": "a person moved its beginning", "end_ms": "a person moved its end"}
    words = ("a person worded it",) if "wording" in changed else ()
    return (*clip.reasons, *(text for name, text in said.items() if name in changed), *words)


def _refuse_overlaps(clips: Sequence[PlannedClip]) -> None:
    for one, other in pairwise(sorted(clips, key=lambda clip: clip.start_ms)):
        if one.end_ms > other.start_ms:
            raise ReviewRefusedError(other.id, f"it would begin before {one.id} ends")


def _relinked(clips: Sequence[PlannedClip]) -> tuple[PlannedClip, ...]:
    """Without likenesses to clips that are gone."""
    here = {clip.id for clip in clips}
    gone = {"nearest": None, "likeness": 0.0}
    return tuple(
        clip if clip.nearest is None or clip.nearest in here else clip.model_copy(update=gone)
        for clip in clips
    )


def _dropped(clip: PlannedClip) -> RejectedCandidate:
    return RejectedCandidate(
        id=clip.id,
        start_ms=clip.start_ms,
        end_ms=clip.end_ms,
        composite=clip.composite,
        reason="review",
        detail="a person dropped it",
    )


def _explained(kept: int, planned: int) -> str:
    return f"A person kept {kept} of {planned}."
