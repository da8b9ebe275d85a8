"""`python -m style_plane [--host HOST] [--port PORT]`: serve the style plane."""

from __future__ import annotations

import argparse

from style_plane.embedded import serve
from style_plane.settings import PlaneSettings


def main() -> None:
    """Read the command line and serve until stopped."""
    parser = argparse.ArgumentParser(prog="style_plane", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8620, help="0 takes a free one")
    chosen = parser.parse_args()
    serve(PlaneSettings(), chosen.host, chosen.port)


if __name__ == "__main__":
    main()
