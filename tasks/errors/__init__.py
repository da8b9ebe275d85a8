"""Errors that a person reads. Retryable or fatal is decided by the class, once, where it is caught.

A message says what is wrong, with the value, and what to do. Constructors hand their own arguments
to `super().__init__`, so that every error pickles.
"""
