"""What a client may say over its WebSocket, one function for each command."""

from chatty.realtime.commands.running import run_command

__all__ = ["run_command"]
