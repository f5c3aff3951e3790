"""How messages are found: one interface, and an engine for each of the two databases."""
