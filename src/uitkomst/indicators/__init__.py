"""From rows about jeugdigen to exact counts."""
