"""Who hears about what, and how: in the list, as a badge, on a device, by mail."""
