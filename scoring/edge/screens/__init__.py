"""Screens: what people read on a terminal. They show what the engine found and work out nothing themselves."""
