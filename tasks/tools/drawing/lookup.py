"""Whole frames through a table of colours, by FFmpeg's tetrahedral interpolation."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path

import av

from tasks.tools.drawing.cube import Cube, cube_text


class Lookup:
    """A table for frames of one planar format with three planes. Not to be shared between threads."""

    def __init__(self, cube: Cube, layout: str = "gbrp") -> None:
        """`layout` is the frames' pixel format: the table's first axis is their third plane (red), the
        second their first (green), the third their second (blue)."""
        self._text, self._layout = cube_text(cube), layout
        self._graphs: dict[tuple[int, int], av.filter.Graph] = {}

    def __call__(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Another frame of the same size and format."""
        size = (frame.width, frame.height)
        if size not in self._graphs:
            self._graphs[size] = self._graph(*size)
        graph = self._graphs[size]
        frame.pts = 0
        graph.vpush(frame)
        return graph.vpull()

    def _graph(self, width: int, height: int) -> av.filter.Graph:
        """A filter of one size; it has read its file once it is set up."""
        with tempfile.TemporaryDirectory(prefix="lut-") as folder:
            path = Path(folder) / "table.cube"
            path.write_text(self._text)
            graph = av.filter.Graph()
            source = graph.add_buffer(
                width=width,
                height=height,
                format=av.VideoFormat(self._layout, width, height),
                time_base=Fraction(1, 1000),
            )
            table = graph.add("lut3d", file=str(path), interp="tetrahedral")
            sink = graph.add("buffersink")
            source.link_to(table)
            table.link_to(sink)
            graph.configure()
        return graph
