"""A small, real PDF that stands for a signed agreement in a demo."""

LINES = (
    "Verwerkersovereenkomst (voorbeeld)",
    "",
    "Aanbieder: {naam}",
    "Verwerker: Uitkomst, demonstratie",
    "",
    "Dit is een verzonnen overeenkomst bij verzonnen gegevens.",
    "Er kunnen geen rechten aan worden ontleend.",
)


def agreement_pdf(naam: str) -> bytes:
    """One page with the name of the provider; characters outside Latin-1 become a question mark."""
    shown = "".join(f"({_escaped(line.format(naam=naam))}) ' " for line in LINES)
    content = f"BT /F1 12 Tf 18 TL 60 780 Td {shown}ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    written = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, len(written))
    )


def _escaped(text: str) -> str:
    for letter in "\\()":
        text = text.replace(letter, f"\\{letter}")
    return text
