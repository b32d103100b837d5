"""Checking a document (验真): the page that the QR code of every contract leads to."""
