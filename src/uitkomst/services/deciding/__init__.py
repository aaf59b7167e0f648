"""What a sender decides about a draft: columns, repairs, rows, answers; and what it takes."""
