"""Who is connected, who looks at which room, who is typing."""
