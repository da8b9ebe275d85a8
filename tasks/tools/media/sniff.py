"""What a file is by its first bytes, where that alone decides against it."""

from __future__ import annotations

from dataclasses import dataclass

HEAD_BYTES = 4096


@dataclass(frozen=True)
class Mistaken:
    """A file of a kind that is never taken as a recording."""

    reason: str
    kind: str
    """In words, with an article."""
    remedy: str


_RECORDING = "Hand in the recording itself, such as an .mp4, .mov, .mkv, .mp3 or .wav file."

PLAYLIST = Mistaken(
    "playlist",
    "a playlist or manifest, which only names other files",
    "Download the recording that it names as one file and hand that in.",
)
WEB_PAGE = Mistaken("web-page", "a web page", f"It may be a link to a player. {_RECORDING}")
IMAGE = Mistaken("image", "a still picture", _RECORDING)
DOCUMENT = Mistaken("not-media", "a document or an archive", f"Unpack it first. {_RECORDING}")
TEXT = Mistaken("not-media", "text", _RECORDING)

_PLAYLISTS = (b"#EXTM3U", b"ffconcat", b"[playlist]", b"v=0\n", b"v=0\r", b"[Reference]")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"II*\0", b"MM\0*", b"8BPS", b"\0\0\1\0")
_IMAGE_BRANDS = (b"heic", b"heix", b"mif1", b"avif")
_DOCUMENTS = (b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\xd0\xcf\x11\xe0")
_CONTAINERS = (b"RIFF", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"ID3", b"FLV", b"FORM", b"GIF8")


def mistaken(head: bytes) -> Mistaken | None:
    """Why the first `HEAD_BYTES` bytes cannot begin a recording; None where they may.

    The head of an empty file gives None.
    """
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    lowered = text[:1024].lower()
    if text.startswith(_PLAYLISTS) or b"<mpd" in lowered or b"<smoothstreamingmedia" in lowered:
        return PLAYLIST
    if lowered.startswith((b"<!doctype html", b"<html")):
        return WEB_PAGE
    if head.startswith(_IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return IMAGE
    if head[4:8] == b"ftyp" and head[8:12] in _IMAGE_BRANDS:
        return IMAGE
    if head.startswith(_DOCUMENTS):
        return DOCUMENT
    return TEXT if head and _is_text(head) else None


def looks_like_media(head: bytes) -> bool:
    """Whether the first bytes are those of a known container: then it is damaged, not foreign."""
    return head.startswith(_CONTAINERS) or head[4:8] in (b"ftyp", b"moov", b"mdat", b"free")


def _is_text(head: bytes) -> bool:
    try:
        words = head[: len(head) - 3 if len(head) == HEAD_BYTES else None].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(char.isprintable() or char in "\t\r\n\f\x1b" for char in words)
