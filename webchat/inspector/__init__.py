"""Under the hood of a reply: the request that was sent for it and the response that came back, with words for each."""
