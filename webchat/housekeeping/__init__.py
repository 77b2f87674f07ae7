"""What has to go after a while, and does so by itself: what was put away, what is over, what is too old to be kept."""
