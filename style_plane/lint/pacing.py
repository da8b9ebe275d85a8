"""Whether cards can be read in their time (T7 to T10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from schemas.style.contract import merge_patch
from schemas.style.subtitles import Pacing
from style_plane.lint.finding import Severity
from style_plane.lint.scene import Said, Scene

SPEEDS = {"adult": (17.0, 20.0), "child": (13.0, 17.0)}
"""Characters a second: a warning above the first, an error above the second."""
SHORTEST_MS = 833
SHORTEST_WORDS_MS = 250
LONGEST_MS = 7000
LINGER_MS = 500
FLICKER_MS = 84
"""Two frames of film."""


@dataclass(frozen=True)
class Paced:
    """Pacing, and where it is written: in the style or in the rule of a locale."""

    pacing: Pacing
    locale: str | None = None

    def said(
        self, severity: Severity, field: str, message: str, numbers: dict[str, float], **cure: Any
    ) -> Said:
        """What is wrong with a field, with the values that cure it."""
        if self.locale is None:
            return Said(severity, f"/pacing/{field}", message, numbers, {"pacing": cure})
        fix = {"locales": {self.locale: {"pacing": cure}}}
        pointer = f"/locales/{self.locale}/pacing/{field}"
        return Said(severity, pointer, f"{self.locale}: {message}", numbers, fix)


def read_in_a_hurry(scene: Scene) -> Iterator[Said]:
    """T7: cards of sentences and phrases stand as long as reading them takes."""
    audience = scene.bench.contract.audience
    good, most = SPEEDS[audience]
    for paced in _paced(scene, "max_cps", "mode"):
        speed = paced.pacing.max_cps
        if paced.pacing.mode != "words" and speed > good:
            who = "Children" if audience == "child" else "Most people"
            yield paced.said(
                "error" if speed > most else "warning",
                "max_cps",
                f"{who} read {good:g} characters a second, not {speed:g}. Lower it: cards then "
                f"stand longer where the speaker leaves room.",
                {"speed": speed, "most": most if speed > most else good},
                max_cps=good,
            )


def stands_badly(scene: Scene) -> Iterator[Said]:
    """T8: no card is gone before it is seen, none stands until it is stale."""
    for paced in _paced(scene, "min_duration_ms", "max_duration_ms", "mode"):
        least = SHORTEST_WORDS_MS if paced.pacing.mode == "words" else SHORTEST_MS
        low, high = paced.pacing.min_duration_ms, paced.pacing.max_duration_ms
        if low < least:
            yield paced.said(
                "warning",
                "min_duration_ms",
                f"Cards may be gone after {low} ms; {least} ms can be taken in. Raise it.",
                {"duration": low, "least": least},
                min_duration_ms=least,
                max_duration_ms=max(least, high),
            )
        if high > LONGEST_MS:
            yield paced.said(
                "error",
                "max_duration_ms",
                f"Cards may stand for {high} ms and are read twice. Use at most {LONGEST_MS}.",
                {"duration": high, "most": LONGEST_MS},
                max_duration_ms=LONGEST_MS,
            )
        elif high < low:
            yield paced.said(
                "error",
                "max_duration_ms",
                f"Cards stand for {low} ms at least and for {high} ms at most, which none can. "
                f"Raise the second.",
                {"duration": high, "least": low},
                max_duration_ms=max(low, least),
            )


def flickers(scene: Scene) -> Iterator[Said]:
    """T9: captions are either there or away for more than two frames; motion makes it worse."""
    captions = scene.style.subtitles
    moves = any(one.kind != "none" and one.duration_ms for one in (captions.enter, captions.exit))
    for paced in _paced(scene, "gap_ms"):
        if (gap := paced.pacing.gap_ms) < FLICKER_MS:
            yield paced.said(
                "error" if moves else "warning",
                "gap_ms",
                f"Only gaps under {gap} ms are closed, so captions blink off for a frame or two "
                f"between cards. Close gaps up to {FLICKER_MS} ms at least.",
                {"gap": gap, "least": FLICKER_MS},
                gap_ms=FLICKER_MS,
            )


def outstays(scene: Scene) -> Iterator[Said]:
    """T10: a card goes soon after its last word."""
    for paced in _paced(scene, "linger_ms"):
        if (linger := paced.pacing.linger_ms) > LINGER_MS:
            yield paced.said(
                "warning",
                "linger_ms",
                f"Cards stand for {linger} ms after their last word, over what comes next. Use at "
                f"most {LINGER_MS}.",
                {"linger": linger, "most": LINGER_MS},
                linger_ms=LINGER_MS,
            )


def _paced(scene: Scene, *fields: str) -> Iterator[Paced]:
    """The style's pacing, then that of each locale which sets one of the fields itself."""
    if not scene.style.subtitles.enabled:
        return
    yield Paced(scene.style.pacing)
    for key, rule in sorted(scene.bench.contract.locales.items()):
        if any(field in rule.pacing for field in fields):
            document = scene.style.pacing.model_dump(mode="json")
            try:
                yield Paced(Pacing.model_validate(merge_patch(document, rule.pacing)), key)
            except ValidationError:
                continue  # the contract holds the rule against its own pacing only
