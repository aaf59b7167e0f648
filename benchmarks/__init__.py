"""What we promise about speed, measured beside what a user would pick instead."""
