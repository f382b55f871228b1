"""What every part of the web shares: gates, forms, sessions, words, headers."""
