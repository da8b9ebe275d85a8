"""What styles are tried on: grounds, sentences in many languages, an organisation's own pictures."""
