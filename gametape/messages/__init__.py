"""Messages that leave the deployment: a email server over SMTP, and an incoming webhook of Slack."""
