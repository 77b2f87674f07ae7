"""One message, two replies: asked of two models, or with two settings, at the same moment. One of them may be kept."""
