"""How it sounds (S1 to S3)."""

from __future__ import annotations

from collections.abc import Iterator

from style_plane.lint.scene import Bench, Said

FAINTEST, LOUDEST = -24.0, -11.0
"""LUFS that any platform or broadcaster takes."""
QUIET, LOUD = -16.0, -13.0
"""LUFS of social feeds: outside they are turned down or drowned out."""
PEAK = -1.0
UNDER = 20.0
"""Decibels that music stays under speech."""
SOFTEST, DUCKED_MOST = -60.0, 40.0
SOCIAL_DEFAULT = -14.0


def loudness_is_odd(bench: Bench) -> Iterator[Said]:
    """S1: as loud as what plays before and after it."""
    found = bench.contract.audio.loudness
    if QUIET <= found <= LOUD:
        return
    far = not FAINTEST <= found <= LOUDEST
    yield Said(
        "error" if far else "warning",
        "/audio/loudness",
        f"{found:g} LUFS is {'fainter' if found < QUIET else 'louder'} than what feeds play, "
        f"{QUIET:g} to {LOUD:g}. Use {SOCIAL_DEFAULT:g}.",
        {
            "loudness": found,
            "least": FAINTEST if far else QUIET,
            "most": LOUDEST if far else LOUD,
        },
        {"audio": {"loudness": SOCIAL_DEFAULT}},
    )


def peaks_are_high(bench: Bench) -> Iterator[Said]:
    """S2: encoders of platforms overshoot by up to a decibel."""
    found = bench.contract.audio.true_peak
    if found > PEAK:
        yield Said(
            "error",
            "/audio/true_peak",
            f"A true peak of {found:g} dBTP distorts once a platform encodes it again. Use "
            f"{PEAK:g}.",
            {"peak": found, "most": PEAK},
            {"audio": {"true_peak": PEAK}},
        )


def music_is_loud(bench: Bench) -> Iterator[Said]:
    """S3: words are understood over the music, by those who hear badly too."""
    audio = bench.contract.audio
    music = audio.music
    if music is None:
        return
    facts = bench.facts(bench.contract.brand.music[music.track].sha256)
    if facts is None or facts.loudness is None:
        return
    under = audio.loudness - (facts.loudness + music.gain - music.duck)
    if under < UNDER:
        short = UNDER - under
        duck = min(DUCKED_MOST, music.duck + short)
        gain = max(SOFTEST, music.gain - (short - (duck - music.duck)))
        yield Said(
            "warning",
            "/audio/music/duck",
            f"Under speech the music is {under:.0f} dB below the voice; {UNDER:g} dB leave every "
            f"word clear. Lower it, or let it give way more.",
            {"under": round(under, 1), "least": UNDER},
            {"audio": {"music": {"duck": _up(duck), "gain": _down(gain)}}},
        )


def _up(value: float) -> float:
    return min(DUCKED_MOST, round(value + 0.05, 1))


def _down(value: float) -> float:
    return max(SOFTEST, round(value - 0.05, 1))
