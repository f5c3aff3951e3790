"""What is done about those who spoil it for others, above rooms and messages."""

from chatty.moderation.actions.clearing import clear_messages
from chatty.moderation.actions.reporting import answer_report, report_message, report_person

__all__ = ["answer_report", "clear_messages", "report_message", "report_person"]
