"""The table of rules: what each is called, how bad it can be, where its numbers come from.

The functions are in the family modules, under the same ids.
"""

from __future__ import annotations

from dataclasses import dataclass

from style_plane.lint.finding import Severity

WCAG = "https://www.w3.org/TR/WCAG22/"
NETFLIX = "https://partnerhelp.netflixstudios.com/hc/en-us/articles/217350977"
BBC = "https://www.bbc.co.uk/accessibility/forproducts/guides/subtitles/"
OPENTYPE = "https://learn.microsoft.com/en-us/typography/opentype/spec/os2#fstype"
BS1770 = "https://www.itu.int/rec/R-REC-BS.1770"
R128 = "https://tech.ebu.ch/docs/r/r128.pdf"
R95 = "https://tech.ebu.ch/docs/r/r095.pdf"
HOUSE = "House rule"


@dataclass(frozen=True)
class Rule:
    """One rule as the pages show it."""

    id: str
    title: str
    severities: tuple[Severity, ...]
    """What it can be, worst first."""
    source: str
    link: str = ""


E: tuple[Severity, ...] = ("error",)
W: tuple[Severity, ...] = ("warning",)
I: tuple[Severity, ...] = ("info",)  # noqa: E741

_TABLE = (
    Rule("E1", "The promise names each aspect ratio once", E, HOUSE),
    Rule("E2", "Patches belong to a promised aspect ratio", E, HOUSE),
    Rule("E3", "Patches give a valid style", E, HOUSE),
    Rule("E4", "Assets are here and are what their place asks for", E, HOUSE),
    Rule("E5", "Overlays stand inside the picture", E, HOUSE),
    Rule("E6", "Overlays have something to show", E, HOUSE),
    Rule("E7", "The tallest card stays inside the picture", E, HOUSE),
    Rule("E8", "Patches name overlays that are there", E, HOUSE),
    Rule("E9", "Swear words are treated alike in all aspect ratios", E, HOUSE),
    Rule("E10", "Everything that is set does something", W, HOUSE),
    Rule("E11", "Placeholders are known", E, HOUSE),
    Rule(
        "C1",
        "Text stands out from what surrounds it",
        E + W + I,
        "WCAG 2.2, 1.4.3 and 1.4.6",
        f"{WCAG}#contrast-minimum",
    ),
    Rule(
        "C2",
        "Text is held apart from any picture",
        E + W,
        "WCAG 2.2, 1.4.3, measured over dark, bright and busy pictures",
        f"{WCAG}#contrast-minimum",
    ),
    Rule(
        "C3",
        "The spoken word differs by more than its hue",
        W,
        "WCAG 2.2, 1.4.1; ratio by house",
        f"{WCAG}#use-of-color",
    ),
    Rule("C4", "Colours come from the palette", W + I, HOUSE),
    Rule("T1", "Text is neither tiny nor huge", E + W, "House rule, from TTML and SDP-US defaults"),
    Rule("T2", "Captions leave room for the picture", E + W, HOUSE),
    Rule("T3", "The promised characters fit on a line", E + W, "Measured with the style's font"),
    Rule("T4", "The longest words fit on a line", E + W, "Measured with the style's font"),
    Rule("T5", "Lines of wide pictures are short", E + W, "Netflix 42 characters; BBC 68 %", BBC),
    Rule("T6", "Cards have few lines", E + W, "Netflix 2 lines; BBC 3 allowed", NETFLIX),
    Rule(
        "T7",
        "Cards can be read in time",
        E + W,
        "Netflix 17 to 20 (children 13 to 17) a second",
        NETFLIX,
    ),
    Rule(
        "T8", "Cards stand neither too short nor too long", E + W, "Netflix 5/6 s to 7 s", NETFLIX
    ),
    Rule("T9", "Captions do not flicker off between cards", E + W, "Netflix 2 frames", NETFLIX),
    Rule("T10", "Cards do not outstay the voice", W, "Netflix half a second", NETFLIX),
    Rule("P1", "Nothing lies under a platform's controls", E + W, "platforms.json, dated"),
    Rule("P2", "Text keeps off the edges of wide pictures", W, "EBU R 95, 5 %", R95),
    Rule("P3", "Overlays and captions do not collide", E + W, HOUSE),
    Rule("P4", "Right-to-left languages can be set", W, HOUSE),
    Rule("P5", "Safe zones were verified of late", W, "House rule, 180 days"),
    Rule(
        "F1",
        "Fonts hold the letters of every promised language and all that is written",
        E + I,
        "Hyperglot letters, CLDR marks; texts measured with HarfBuzz",
    ),
    Rule("F2", "Fonts join and stack the letters of their scripts", W, "Measured with HarfBuzz"),
    Rule("F3", "Fonts may be used", E + W, "OpenType OS/2 fsType", OPENTYPE),
    Rule("F4", "Fonts are static", E, "The painter draws one instance", OPENTYPE),
    Rule("F5", "Fonts are what the style says", E, HOUSE),
    Rule("F6", "Fallback fonts look as large as the font they stand in for", W, "Measured"),
    Rule("F7", "A family, weight and slope is one file", W, HOUSE),
    Rule(
        "A1",
        "Nothing flashes",
        E + W,
        "WCAG 2.2, 2.3.1, measured on painted frames",
        f"{WCAG}#three-flashes-or-below-threshold",
    ),
    Rule("A2", "Popping words stay off their neighbours", E + W, HOUSE),
    Rule("A3", "Cards rest longer than they move", E, HOUSE),
    Rule("A4", "Joined and right-to-left scripts are neither typed by letter nor spaced", E, HOUSE),
    Rule("S1", "Loudness suits the platforms", E + W, "YouTube -14 LUFS; EBU R 128", R128),
    Rule("S2", "True peak leaves room for encoders", E, "EBU R 128, -1 dBTP", BS1770),
    Rule(
        "S3",
        "Music stays 20 dB under the voice",
        W,
        "WCAG 2.2, 1.4.7",
        f"{WCAG}#low-or-no-background-audio",
    ),
    Rule("B1", "Logos can be made out", W, HOUSE),
    Rule("B2", "Texts fit their boxes", E + W, "Measured with the style's font"),
    Rule("B3", "Logos have the room that they want", W, HOUSE),
)

RULES: dict[str, Rule] = {rule.id: rule for rule in _TABLE}
"""By id, in the order in which pages list them."""
