"""Recording and words -> who speaks when: one promise, one file for each way to tell."""
