"""Named presets: who answers, how, and with which greeting and looks."""
