"""HTTP and nothing else: what any page of ours needs, whichever feature it shows."""
