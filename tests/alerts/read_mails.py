"""Holds every N.eml of a folder against N.subject, N.to, N.text, N.html and N.names.

Usage: read_mails.py FOLDER
"""

import email
import email.policy
import pathlib
import sys


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: {found!r}, not {wanted!r}")


def check(path):
    def wanted(suffix):
        return path.with_suffix(suffix).read_bytes().decode()

    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    for part in mail.walk():
        expect("defects", part.defects, [])
    expect("subject", mail["Subject"], wanted(".subject"))
    address = mail["To"].addresses[0]
    expect("to", f"{address.display_name}\n{address.username}@{address.domain}", wanted(".to"))
    expect("text", mail.get_body(("plain",)).get_content().replace("\r\n", "\n"), wanted(".text"))
    expect("html", mail.get_body(("html",)).get_content().replace("\r\n", "\n"), wanted(".html"))
    names = [part.get_filename() for part in mail.iter_attachments()]
    expect("names", "".join(name + "\n" for name in names), wanted(".names"))


def main(folder):
    mails = sorted(pathlib.Path(folder).glob("*.eml"))
    for path in mails:
        check(path)
    print(f"{len(mails)} mails")


if __name__ == "__main__":
    main(sys.argv[1])
