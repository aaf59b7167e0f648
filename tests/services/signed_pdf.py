"""Really signed PDFs, by certificates made here: an authority, who it vouches for, signatures."""

import warnings
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from uitkomst.services.demo.agreement import agreement_pdf

PLAIN = agreement_pdf("Stichting Aap")
FIRST, LAST = datetime(2026, 1, 1), datetime(2027, 1, 1)  # noqa: DTZ001 - x509 wants it so
KINDS = {
    "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
}


@dataclass(frozen=True)
class Holder:
    """A certificate with its private key, and who vouched for it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


def holder(name: str, by: Holder | None = None, kind: str = "ec") -> Holder:
    """Somebody with a certificate, of an authority or (without `by`) an authority itself."""
    key = KINDS[kind]()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    is_ca = by is None
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only",
         "decipher_only"), False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FIRST)
        .not_valid_after(LAST)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_cert_sign=is_ca,
                crl_sign=is_ca,
                **usage,
            ),
            critical=True,
        )
    )
    return Holder(made.sign(by.key if by else key, hashes.SHA256()), key)


def signed(by: Holder, pdf: bytes = PLAIN, field: str = "Handtekening1") -> bytes:
    """The PDF with a signature added to it."""
    signer = signers.SimpleSigner(
        signing_cert=asn1.Certificate.load(by.certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(
            by.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        cert_registry=SimpleCertificateStore.from_certs([]),
    )
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = signers.sign_pdf(
            writer, signers.PdfSignatureMetadata(field_name=field), signer=signer
        )
    return bytes(made.getvalue())


def turned(pdf: bytes) -> bytes:
    """The PDF with its page changed after it was signed, as an update behind what was signed."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(90)
    writer.update_container(page)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def folder_of(place: Path, *trusted: Holder) -> str:
    """A folder with the certificates that are trusted."""
    place.mkdir()
    for number, each in enumerate(trusted):
        (place / f"{number}.pem").write_bytes(each.pem())
    return str(place)
