"""Published versions as files: exported, carried elsewhere, imported again."""
