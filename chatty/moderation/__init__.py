"""What is done about those who spoil it for others."""
