"""The styles that come with Reelwright, and how they get into the plane."""
