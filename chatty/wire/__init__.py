"""The public contract: the JSON of every resource, command and frame, and of what went wrong."""
