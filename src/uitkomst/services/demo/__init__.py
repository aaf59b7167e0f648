"""The synthetic region of a demonstration, brought in by the roads that users take."""
