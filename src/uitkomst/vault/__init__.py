"""The only room that keeps rows about jeugdigen, and only sealed."""
