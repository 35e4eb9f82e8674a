"""The doors: command line, HTTP API, web chat, Slack. A door only translates."""
