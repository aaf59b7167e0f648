"""An aanlevering in the books: reading it, what pages see of it, what may be done when."""
