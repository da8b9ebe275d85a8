"""Handing outputs over: one promise, one file for each kind of target."""
