"""Mails: composed from templates/email in the reader's language, and handed to a mail server or a folder."""
