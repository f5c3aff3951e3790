"""Files that people send with messages."""
