"""The one door from exact counts to what people may see."""
