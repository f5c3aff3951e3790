"""What administrators decide about the whole server while it runs."""
