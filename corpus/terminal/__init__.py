"""What commands print, and the options that they share."""
