"""What replies take: tokens, time and money; by reply, by conversation, by month; and the budget of a session."""
