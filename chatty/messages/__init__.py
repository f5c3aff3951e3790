"""What people say in rooms."""
