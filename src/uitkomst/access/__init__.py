"""Who may do what: permissions, roles, actors; one page."""
