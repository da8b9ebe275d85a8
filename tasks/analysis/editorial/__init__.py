"""What segment, score, boundaries and plan compute: contracts in, contracts out, no stage, no store."""
