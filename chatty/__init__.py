"""chatty: the chat that starts with one command and loses nothing on any network."""

__version__ = "0.1.0"
