"""What looks at public text and pictures before they are shown, and says what they may be."""
