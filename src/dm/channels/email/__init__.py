"""E-mail: claimed pieces become messages and leave by SMTP or into a Maildir."""

from dm.channels.email.confirming import send_confirmations
from dm.channels.email.dispatch import dispatch
from dm.channels.email.proofs import EmailProof, make_proofs, send_proofs

__all__ = ["EmailProof", "dispatch", "make_proofs", "send_confirmations", "send_proofs"]
