"""SVG logos drawn once, at upload: only shapes, paints and clips; everything that could act is refused.

The file is read by a parser without entities and written anew from what is allowed, and only
that copy is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

import skia

from style_plane.assets.facts import Refused
from style_plane.assets.pictures import png_of
from style_plane.assets.svg_styles import Rules, parse_rules

LONGEST = 1600
"""Pixels of the longer side of the picture that is drawn."""
MAX_BYTES = 1024 * 1024
MAX_ELEMENTS = 20_000
MAX_DRAWN = 100_000
"""Elements after following every `use`."""
MAX_DEPTH = 60
SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "http://www.w3.org/1999/xlink href"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


DRAWN = _names(
    "svg g defs path rect circle ellipse line polyline polygon linearGradient radialGradient "
    "stop clipPath mask use symbol"
)
SKIPPED = _names("title desc metadata")
TEXTUAL = _names("text tspan textPath font")
PRESENTATION = _names(
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke- "
    "linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color stop-color "
    "stop-opacity clip-path clip-rule mask display visibility"
)
GEOMETRY = _names(
    "id d x y x1 y1 x2 y2 cx cy r rx ry fx fy width height points offset transform "
    "gradientTransform gradientUnits spreadMethod clipPathUnits maskUnits maskContentUnits "
    "viewBox preserveAspectRatio"
)
LOCAL = re.compile(r"url\(\s*['\"]?#[\w.:-]+['\"]?\s*\)")
NUMBER = re.compile(r"^\s*([0-9]*\.?[0-9]+(?:e[+-]?\d+)?)\s*(px|pt|mm|cm|in|)\s*$", re.IGNORECASE)


class Element:
    """An element of the copy that will be drawn."""

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name, self.attributes = name, attributes
        self.children: list[Element] = []


def rasterised(data: bytes) -> bytes:
    """PNG of an SVG, `LONGEST` pixels on its longer side, transparent where nothing is drawn.

    Raises:
        Refused: for scripts, texts, pictures, style sheets beyond plain rules, references to
            anything outside the file, entities, and files that are not well formed.
    """
    root = _Reader().read(data)
    width, height = _size(root)
    _check_uses(root)
    scale = LONGEST / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    root.attributes.setdefault("viewBox", f"0 0 {width:g} {height:g}")
    root.attributes.pop("width", None), root.attributes.pop("height", None)
    source = "".join(_written(root)).encode()
    document = skia.SVGDOM.MakeFromStream(skia.MemoryStream(source))
    if document is None:
        raise Refused("The SVG cannot be drawn. Export it again as plain SVG.")
    document.setContainerSize(skia.Size(*size))
    surface = skia.Surface(*size)
    surface.getCanvas().clear(0)
    document.render(surface.getCanvas())
    image = surface.makeImageSnapshot()
    if not image.toarray()[:, :, 3].any():
        raise Refused("The SVG draws nothing. Convert texts to outlines and export it again.")
    return png_of(image)


class _Reader:
    """Builds the allowed tree while the file is parsed."""

    def __init__(self) -> None:
        self._root: Element | None = None
        self._open: list[Element | None] = []
        self._count = 0
        self._style: list[str] | None = None
        self._rules: list[Rules] = []

    def read(self, data: bytes) -> Element:
        if len(data) > MAX_BYTES:
            raise Refused(f"The SVG has {len(data)} bytes; at most {MAX_BYTES} are taken.")
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = _refuse("declares entities")
        parser.ExternalEntityRefHandler = _refuse("names another file")
        parser.ProcessingInstructionHandler = _refuse("has processing instructions")
        parser.StartDoctypeDeclHandler = _doctype
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise Refused(f"The SVG is not well formed: {error}. Export it again.") from error
        if self._root is None:
            raise Refused("The file holds no SVG. Export it again.")
        for element in _all(self._root):
            _apply(element, self._rules)
        return self._root

    def _start(self, full: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS or len(self._open) >= MAX_DEPTH:
            raise Refused("The SVG has too many elements. Simplify it and export it again.")
        space, _, name = full.rpartition(" ")
        _check_attributes(name, attributes)
        parent = self._open[-1] if self._open else None
        inside_skipped = bool(self._open) and parent is None
        if inside_skipped or (space != SVG and self._root is not None) or name in SKIPPED:
            if name.lower() in ("script", "foreignobject"):
                raise Refused(f"The SVG holds a <{name}>. Export it as plain shapes.")
            self._open.append(None)
            return
        if name == "style" and space == SVG:
            self._style = []
            self._open.append(None)
            return
        self._open.append(self._added(parent, space, name, attributes))

    def _added(
        self, parent: Element | None, space: str, name: str, attributes: dict[str, str]
    ) -> Element:
        if name in TEXTUAL:
            raise Refused("The SVG holds text. Convert it to outlines and export it again.")
        if space != SVG or name not in DRAWN or (parent is None) != (name == "svg"):
            raise Refused(
                f"The SVG holds a <{name}>, which is not drawn. Export it as plain shapes: no "
                f"pictures, filters, patterns, scripts or animation."
            )
        element = Element(name, attributes)
        if parent is None:
            self._root = element
        else:
            parent.children.append(element)
        return element

    def _text(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)

    def _end(self, full: str) -> None:
        self._open.pop()
        if full == f"{SVG} style" and self._style is not None:
            self._rules.append(parse_rules("".join(self._style)))
            self._style = None


def _refuse(what: str) -> Callable[..., int]:
    def refuse(*_: object) -> int:
        raise Refused(f"The SVG {what}. Export it as plain SVG.")

    return refuse


def _doctype(_name: str, _system: str | None, _public: str | None, internal: bool) -> None:
    """The document type that old editors write is harmless; declarations inside it are not."""
    if internal:
        raise Refused("The SVG declares a document type of its own. Export it as plain SVG.")


def _check_attributes(name: str, attributes: dict[str, str]) -> None:
    """Refuse what acts, and what points out of the file, wherever it stands."""
    for full, value in attributes.items():
        plain = full.rpartition(" ")[2].lower()
        if plain.startswith("on"):
            raise Refused(f"The SVG has the event {plain!r}. Export it as plain shapes.")
        if plain in ("href", "src") and not value.startswith("#") and name != "a":
            raise Refused(f"The SVG refers to {value[:60]!r}. Embed everything as shapes.")
        if "url(" in LOCAL.sub("", value.lower()) or "javascript:" in value.lower():
            raise Refused(f"The SVG refers to {value[:60]!r}. Embed everything as shapes.")


def _apply(element: Element, rules: list[Rules]) -> None:
    """Style rules and `style` become attributes; what is not drawn falls away."""
    given = element.attributes
    kept = {key: value for key, value in given.items() if key in GEOMETRY | PRESENTATION}
    if (target := given.get("href") or given.get(XLINK_HREF)) is not None:
        kept["href"] = target
    for sheet in rules:
        kept |= sheet.matching(element.name, given.get("class", ""), given.get("id", ""))
    kept |= parse_rules(f"*{{{given.get('style', '')}}}").matching("*", "", "")
    for value in kept.values():
        if "url(" in LOCAL.sub("", value.lower()):
            raise Refused(f"The SVG refers to {value[:60]!r}. Embed everything as shapes.")
    element.attributes = {k: v for k, v in kept.items() if k in GEOMETRY | PRESENTATION | {"href"}}


def _all(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        yield from _all(child)


def _check_uses(root: Element) -> None:
    """Following every `use` must come to an end soon: no circles, no thousandfold copies."""
    named = {item.attributes["id"]: item for item in _all(root) if "id" in item.attributes}
    costs: dict[int, int] = {}
    running: set[int] = set()

    def cost(element: Element) -> int:
        key = id(element)
        if key in running:
            raise Refused("The SVG uses a shape inside itself. Export it again.")
        if key not in costs:
            running.add(key)
            total = 1 + sum(cost(child) for child in element.children)
            for target in _referred(element):
                total += cost(named[target]) if target in named else 0
            running.discard(key)
            costs[key] = total
            if total > MAX_DRAWN:
                raise Refused("The SVG draws too many shapes. Simplify it and export it again.")
        return costs[key]

    try:
        cost(root)
    except RecursionError:
        raise Refused("The SVG is nested too deeply. Simplify it and export it again.") from None


def _referred(element: Element) -> Iterator[str]:
    """Ids that the drawing of an element follows."""
    if "href" in element.attributes:
        yield element.attributes["href"].removeprefix("#")
    for key in ("fill", "stroke", "clip-path", "mask"):
        found = re.search(r"#([\w.:-]+)", element.attributes.get(key, ""))
        if found and "url(" in element.attributes[key]:
            yield found[1]


def _size(root: Element) -> tuple[float, float]:
    """Width and height in the SVG's own units: of the view box, or as stated."""
    box = root.attributes.get("viewBox", "").replace(",", " ").split()
    try:
        sides = [float(value) for value in box[2:4]]
    except ValueError:
        sides = []
    if len(sides) != 2:
        found = [NUMBER.match(root.attributes.get(side, "")) for side in ("width", "height")]
        sides = [float(match[1]) for match in found if match]
    if len(sides) != 2 or not all(0 < side < 1e6 for side in sides):
        raise Refused("The SVG does not say its size. Export it with a viewBox.")
    if max(sides) > 20 * min(sides):
        raise Refused("The SVG is more than 20 times as long as wide. Crop it and export it again.")
    return sides[0], sides[1]


def _written(element: Element) -> Iterator[str]:
    space = f' xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink"'
    yield f"<{element.name}{space if element.name == 'svg' else ''}"
    for key, value in sorted(element.attributes.items()):
        yield f" {'xlink:href' if key == 'href' else key}={quoteattr(value)}"
    yield ">"
    for child in element.children:
        yield from _written(child)
    yield f"</{element.name}>"
