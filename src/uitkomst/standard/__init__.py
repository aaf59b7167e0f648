"""What CBS and the Jeugdwet prescribe, as data a domain expert can read."""
