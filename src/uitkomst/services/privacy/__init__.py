"""What a privacy officer does here: contract ends, requests of persons, incidents, proof."""
