"""The demo's own talk: made here, offline, so that nothing has to be found or downloaded first.

What one sees is a picture of the astronaut Eileen Collins (NASA, public domain; it comes with
scikit-image), cut out and moved in front of drawn rooms. What one hears is espeak-ng. The words were
written for this demo; the person in the picture never said them, and the talk says so itself.
"""
