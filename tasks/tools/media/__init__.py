"""The only callers of FFmpeg and PyAV."""
