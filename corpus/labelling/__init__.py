"""What people do with sentences: who is asked what, what their answers say, and what stays open."""
