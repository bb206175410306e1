"""A text as squares for a camera."""

from markupsafe import Markup


def qr_code(text: str) -> Markup:
    """The squares as SVG, dark on light whatever the page's colours: cameras want it so.

    https://www.iso.org/standard/83389.html
    """
    # Only where somebody sets themselves up is it needed.
    import segno

    made: str = segno.make(text, error="m", micro=False).svg_inline(
        dark="#000", light="#fff", border=4, omitsize=True, title="QR code", svgclass="qr"
    )
    return Markup(made)
