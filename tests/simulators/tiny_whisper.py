"""A Whisper model with random weights, in the real format: what it hears is nonsense, but it goes
through all of faster-whisper's real code. Built from numpy alone, under a megabyte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH, HEADS, MELS, CONTEXT, LENGTH = 32, 2, 80, 1500, 448
LANGUAGES = ("en", "zh", "de", "es", "ru", "ko", "fr", "ja", "pt", "tr")
LOUD = 2.0
WORDS = ("the", "of", "and", "to", "in", "a", "is", "that", "it", "was", "for", "on")
ENDINGS = ("ing", "'s", "ed", ".", ",", "?", "!")


def tiny_whisper(folder: Path, *, seed: int = 5) -> Path:
    """Write the model into a folder and return the folder."""
    from ctranslate2.specs import WhisperSpec

    folder.mkdir(parents=True, exist_ok=True)
    tokens = _tokens()
    spec = WhisperSpec(1, HEADS, 1, HEADS)
    _Filling(np.random.default_rng(seed), len(tokens)).model(spec)
    spec.register_vocabulary(tokens)
    spec.config.lang_ids = [tokens.index(f"<|{name}|>") for name in LANGUAGES]
    spec.config.alignment_heads = [(0, 0), (0, 1)]
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.validate()
    spec.save(str(folder))
    (folder / "tokenizer.json").write_text(json.dumps(_tokenizer(tokens)))
    return folder


class _Filling:
    """Random weights of the right shapes."""

    def __init__(self, chance: np.random.Generator, words: int) -> None:
        self.chance, self.words = chance, words

    def model(self, spec: Any) -> None:
        encoder, decoder = spec.encoder, spec.decoder
        for layer, channels in ((encoder.conv1, MELS), (encoder.conv2, WIDTH)):
            layer.weight = self.weights(WIDTH, channels, 3)
            layer.bias = self.zeros(WIDTH)
        encoder.position_encodings.encodings = self.weights(CONTEXT, WIDTH)
        self.norm(encoder.layer_norm)
        self.attention(encoder.layer[0].self_attention, (3 * WIDTH, WIDTH))
        self.feed_forward(encoder.layer[0].ffn)
        decoder.embeddings.weight = self.weights(self.words, WIDTH)
        # Words speak up: whatever a processor makes of the rest, something is heard.
        decoder.embeddings.weight[256 : 256 + len(WORDS)] *= LOUD
        decoder.projection.weight = decoder.embeddings.weight
        decoder.position_encodings.encodings = self.weights(LENGTH, WIDTH)
        self.norm(decoder.layer_norm)
        self.attention(decoder.layer[0].self_attention, (3 * WIDTH, WIDTH))
        self.attention(decoder.layer[0].attention, (WIDTH, 2 * WIDTH, WIDTH))
        self.feed_forward(decoder.layer[0].ffn)

    def attention(self, spec: Any, sizes: tuple[int, ...]) -> None:
        self.norm(spec.layer_norm)
        for linear, size in zip(spec.linear, sizes, strict=True):
            linear.weight, linear.bias = self.weights(size, WIDTH), self.zeros(size)

    def feed_forward(self, spec: Any) -> None:
        self.norm(spec.layer_norm)
        spec.linear_0.weight = self.weights(4 * WIDTH, WIDTH)
        spec.linear_0.bias = self.zeros(4 * WIDTH)
        spec.linear_1.weight = self.weights(WIDTH, 4 * WIDTH)
        spec.linear_1.bias = self.zeros(WIDTH)

    def norm(self, spec: Any) -> None:
        spec.gamma, spec.beta = np.ones(WIDTH, dtype=np.float32), self.zeros(WIDTH)

    def weights(self, *shape: int) -> NDArray[np.float32]:
        return (self.chance.standard_normal(shape) * 0.3).astype(np.float32)

    def zeros(self, size: int) -> NDArray[np.float32]:
        return np.zeros(size, dtype=np.float32)


def _tokens() -> list[str]:
    """Bytes, a few words, the special tokens in Whisper's order, times from 0 to 30 s."""
    from tokenizers.pre_tokenizers import ByteLevel

    alphabet = sorted(ByteLevel.alphabet())
    plain = alphabet + [f"Ġ{word}" for word in WORDS] + [item for item in ENDINGS if len(item) > 1]
    return [*dict.fromkeys(plain), *_special()]


def _special() -> list[str]:
    tasks = ("translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps")
    names = ["endoftext", "startoftranscript", *LANGUAGES, *tasks]
    return ["", *(f"<|{name}|>" for name in names), *(f"<|{n * 0.02:.2f}|>" for n in range(1501))]


def _tokenizer(tokens: list[str]) -> dict[str, Any]:
    """The description that the tokenizers library reads."""
    special = set(_special()) - {""}
    level = {
        "type": "ByteLevel",
        "add_prefix_space": False,
        "trim_offsets": True,
        "use_regex": True,
    }
    marks = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": number, "content": token, "special": not token.startswith("<|0"), **marks}
            for number, token in enumerate(tokens)
            if token in special
        ],
        "normalizer": None,
        "pre_tokenizer": level,
        "post_processor": None,
        "decoder": level,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "vocab": {token: number for number, token in enumerate(tokens)},
            "merges": [],
        },
    }
