"""What people fill in. The domain decides what is acceptable; forms carry it there and back."""
