"""The main job: a message is stored, its reply is generated in the background, and both are shown."""
