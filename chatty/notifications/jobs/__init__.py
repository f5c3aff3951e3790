"""What is done about notifications while nobody waits for it."""

from chatty.notifications.jobs.deciding import quiet_now
from chatty.notifications.jobs.digesting import PURPOSE, configure_digests, mail_missed
from chatty.notifications.jobs.following import follow_log
from chatty.notifications.jobs.forgetting import forget_notifications
from chatty.notifications.jobs.pushing import push_due

__all__ = [
    "PURPOSE",
    "configure_digests",
    "follow_log",
    "forget_notifications",
    "mail_missed",
    "push_due",
    "quiet_now",
]
