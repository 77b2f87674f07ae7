"""Taking conversations away: as Markdown, JSON, plain text, one web page, or all of them as one ZIP."""
