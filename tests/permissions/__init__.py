"""The permission table: every route of every door, and every command, for ten sorts of people."""
