"""In which language the page speaks."""
