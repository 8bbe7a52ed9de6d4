"""Who agreed to what, at which level, to which text."""
