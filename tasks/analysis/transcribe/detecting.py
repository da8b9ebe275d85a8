"""Words -> the language that they are in, by its writing and by its small words.

Captions rarely say their language, and much depends on it: word lists, fillers, rules of a style.
Nothing is said where little is written, or where two languages fit nearly as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

LEAST_WORDS = 15
LEAST_LETTERS = 40
LEAST_SHARE = 0.12
"""Of all words, that are small words of the language, each counted less the more languages have it."""
AHEAD = 1.25
"""How much better than the second one the language must fit."""
MOST_WORDS = 4000
"""More tell nothing new."""
SAID = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

WRITINGS = {
    "kana": (0x3040, 0x30FF),
    "han": (0x4E00, 0x9FFF),
    "ko": (0xAC00, 0xD7AF),
    "th": (0x0E00, 0x0E7F),
    "el": (0x0370, 0x03FF),
    "he": (0x0590, 0x05FF),
    "arabic": (0x0600, 0x06FF),
    "cyrillic": (0x0400, 0x04FF),
    "hi": (0x0900, 0x097F),
    "bn": (0x0980, 0x09FF),
    "ta": (0x0B80, 0x0BFF),
    "te": (0x0C00, 0x0C7F),
    "ka": (0x10A0, 0x10FF),
    "hy": (0x0530, 0x058F),
}
"""First and last letter of each writing; those that one language has are named after it."""
OWN = {"ko", "th", "el", "he", "bn", "ta", "te", "ka", "hy"}
KANA_SHARE = 0.05
"""Japanese has so much kana at least beside its characters."""

SMALL = {
    "en": "the and to of a in is it you that i was for on are with they be this have we not but what "
    "so do it's there just my your about like know an or if he would at as from can don't me",
    "de": "der die das und ich ist nicht es ein eine zu in den mit sie auf dem wir auch für ja dass so "
    "hat was war aber wie von an im haben wenn da noch oder man mir sind einen bei nur",
    "fr": "le la les de des et un une est que qui dans pas je vous nous il elle on ce pour en au du sur "
    "avec c'est mais ça sont plus tout fait j'ai ai être cette aux se ne y par été ils",
    "es": "el la los las de que y en un una es no se por con para lo su como más pero me le ya muy "
    "está yo esto eso hay todo cuando también porque qué sí son del al mi fue nos ser",
    "it": "il lo la i gli le di che e un una è non in per con si da del della sono ho ma mi anche come "
    "più questo perché c'è ci nel hai ha se al io quello molto bene dei alla era cosa",
    "pt": "o a os as de que e em um uma é não se por com para do da no na mais eu você isso mas como "
    "está muito ao foi ele ela também já são tem meu nós então aqui dos das pra às ser à",
    "nl": "de het een en van is dat ik niet je we in op te zijn ze er met voor maar die wat ook als aan "
    "hij heb dan naar nog wel om heeft dit bij of deze kan mijn uit geen hebben zo was",
    "sv": "och att det som en ett är på av för jag med inte den har till om vi så men kan de du var han "
    "från ska mycket när här mig sig eller hade nu alla dem vad efter också när där",
    "da": "og at det som en et er på af for jeg med ikke den har til om vi så men kan de du var han fra "
    "skal meget når her mig sig eller havde nu alle dem hvad efter også der hvor noget",
    "no": "og å det som en et er på av for jeg med ikke den har til om vi så men kan de du var han fra "
    "skal mye når her meg seg eller hadde nå alle dem hva etter også noe hvor bare være",
    "fi": "ja on ei se että hän oli minä sinä mutta niin mitä kun ovat ole sitä olen siitä vain tämä "
    "kuin myös jos nyt joka sen voi mä sä me he sitten kaikki olla minun tai mun vielä",
    "pl": "i w nie na się to że z do jest jak co po ale tak za od jego czy ja był mnie tym są już być "
    "dla może tylko przez gdy kiedy jeszcze tego bardzo mi ci tu też wszystko jestem mam",
    "cs": "a je to se na v že jsem jsi si ne co tak jako ale za do jak by když byl ten pro jsou jsme už "
    "tady mi s po být aby mě této nebo ještě jen taky máme tam bylo protože může",
    "sk": "a je to sa na v že som si ne čo tak ako ale za do by keď bol ten pre sú sme už tu mi s po "
    "byť aby ma alebo ešte len tiež máme tam bolo pretože môže nie ktoré veľmi",
    "hu": "a az és hogy nem is egy van ez de meg volt csak mint már ha azt még vagy most én te itt mi "
    "ezt lesz kell aki ami nagyon jó igen ott vagyok nekem mert amikor lehet ki után",
    "ro": "și de la a în nu că o un este cu pe mai din ce am dar se pentru sunt are să ca fi eu au fost "
    "asta când aici foarte tot noi îmi sau acum le lui bine dacă ești care cum",
    "tr": "ve bir bu da de ne için ben çok o ama var değil gibi mi daha sen kadar olarak biz şey ki "
    "bunu olan sonra her yok diye evet şu nasıl en beni bana oldu benim ya iyi zaman",
    "id": "yang dan di itu ini dengan untuk tidak dari dalam akan pada juga saya ke bisa ada kita kamu "
    "anda mereka aku tapi sudah apa karena seperti lebih orang kami atau jadi nya kalau",
    "vi": "là và của có không được cho một những người với trong này đã tôi thì các đó để ra như khi "
    "cũng đến vào lại mà bạn nhưng chúng ta rất anh em nó sẽ phải làm gì rồi",
    "ca": "el la els les de que i en un una és no es per amb del al jo però com més molt què això ha "
    "ho hi són tot aquest aquesta perquè també quan si ens li dels vaig fer estar ser",
    "ru": "и в не на я что он с это как а но по ты мы так у же вы за бы к от то все есть меня было "
    "только уже мне если для когда был очень нет ещё вот они она его или да из",
    "uk": "і в не на я що він з це як а але по ти ми так у же ви за б до від то все є мене було тільки "
    "вже мені якщо для коли був дуже немає ще ось вони вона його або та цього бути",
    "bg": "и в не на се да е за от че аз по но с ти ние как така са това той във което ли още много "
    "няма има беше ще ми си тук бях като само сега го ме те до при кой какво",
    "sr": "и у је се да на не за то су од са као али који би што сам ја ти ми био овај само ако има "
    "када шта или све јер тако већ још бити нисам они она тај овде ово може",
    "ar": "في من على أن هذا إلى لا ما هو التي الذي كان هذه عن مع كل أو لم قد بعد إذا هل ذلك يا أنا نحن "
    "لكن هي حتى كما عند بين ليس فقط لأن شيء هناك الى ان",
    "fa": "و در به از که این را با است برای آن یک خود تا بر هم ما من می نیست بود شد کرد ها اما اگر هر "
    "او دارد شما چه باید های بعد کند همه خیلی هست یا",
    "ur": "اور کے میں کی ہے سے کا کو اس نے ہیں یہ پر نہیں ہم وہ بھی تھا ایک کہ تو ہو جو کر آپ ان تھے "
    "تھی کیا گیا لیے کچھ ساتھ تک جب ہوں اپنے پھر",
}  # fmt: skip
"""The small words of languages that share their writing with others, the commonest ones."""
LATIN = tuple(name for name in SMALL if name not in {"ru", "uk", "bg", "sr", "ar", "fa", "ur"})
SHARED = {"cyrillic": ("ru", "uk", "bg", "sr"), "arabic": ("ar", "fa", "ur"), "latin": LATIN}


def language_of(words: Iterable[str]) -> str:
    """The language that some words are in, such as `de`; empty where it is not clear."""
    text = " ".join(word for word, _ in zip(words, range(MOST_WORDS), strict=False)).casefold()
    letters = Counter(_writing(char) for char in text if char.isalpha())
    total = sum(letters.values())
    if total < LEAST_LETTERS:
        return ""
    if letters["kana"] >= KANA_SHARE * total and letters["kana"] + letters["han"] > total / 2:
        return "ja"
    writing, count = letters.most_common(1)[0]
    if 2 * count <= total:
        return ""
    if writing == "han":
        return "zh"
    if writing in OWN:
        return writing
    return _by_small_words(SAID.findall(text), SHARED.get(writing, ()))


def _writing(char: str) -> str:
    code = ord(char)
    if code < 0x0370:
        return "latin"
    found = (name for name, (first, last) in WRITINGS.items() if first <= code <= last)
    return next(found, "latin" if 0x1E00 <= code <= 0x1EFF else "other")


def _by_small_words(said: list[str], languages: tuple[str, ...]) -> str:
    if len(said) < LEAST_WORDS or not languages:
        return ""
    counts = Counter(word.replace("’", "'") for word in said)
    known = _worths(languages)
    fits = {
        name: sum(counts[word] * worth for word, worth in known[name].items()) / len(said)
        for name in languages
    }
    best, second = sorted(languages, key=lambda name: (-fits[name], name))[:2]
    clear = fits[best] >= LEAST_SHARE and fits[best] >= AHEAD * fits[second]
    return best if clear else ""


@lru_cache(maxsize=8)
def _worths(languages: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """What each small word is worth: less, the more languages have it."""
    lists = {name: frozenset(SMALL[name].split()) for name in languages}
    has = Counter(word for words in lists.values() for word in words)
    return {name: {word: 1 / has[word] for word in sorted(words)} for name, words in lists.items()}
