"""FFmpeg and PyAV: probing, decoding, encoding, cutting, measuring."""
