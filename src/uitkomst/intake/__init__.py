"""From a sender's file to a table and its findings."""
