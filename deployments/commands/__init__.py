"""The commands of `reelwright`, by what they are for."""
