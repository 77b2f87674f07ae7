"""Messages of a conversation: paging through them, their versions, editing them, and putting pairs of them away."""
