"""What all else stands on; knows no chat word."""
