"""Finds paths of somebody's machine and hosts that are not public names of the field.

Because the tree must build, test and run anywhere, and a host in it may be looked up by whoever runs it.
Usage: private_paths.py ROOT
"""

import re
import sys

from sources import finish, is_binary, line_of, read, tracked_files

# Homes and work folders; the folders that the file system standard gives to programs are fine.
PATHS = re.compile(r"(?<![\w.\-/$}])/(?:work|root|Users|workspace|builds?|mnt|scratch)/[\w.]|"
                   r"(?<![\w.\-])/home/\w+/|/tmp/(?!elzhur)\w*jobs|\.\./shared\b")
URLS = re.compile(r"\b(?:https?|ftp|smtps?|git|ssh)://(?:[^\s/@\"'<>]*@)?([^\s/:\"'<>)|,;}\]»]+)")

# Names that nobody owns (RFC 2606, 6761), loopback, the services that the product is about, and names of XML
# vocabularies and licences, which nobody calls.
HOSTS = re.compile(
    r"(?:.*\.)?(?:example|test|invalid|localhost)(?:\.(?:com|org|net))?\.?|example\.(?:com|org|net)|"
    r"127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]?|\[|"
    r"(?:.*\.)?eljur\.ru|(?:www\.)?w3\.org|schemas\.(?:openxmlformats|microsoft)\.(?:org|com)|purl\.org|"
    r"(?:.*\.)?(?:debian\.org|freedesktop\.org|oasis-open\.org|json-schema\.org|schema\.org|gov\.ru|"
    r"consultant\.ru|garant\.ru|rfc-editor\.org|ietf\.org|openoffice\.org|sqlite\.org|opendocument\.org)|"
    # Put together at run time: a format, a shell variable, an ellipsis.
    r"[{$%<*.…].*|HOST.*|host"
)


def main(root):
    problems = []
    for path in tracked_files(root):
        if is_binary(root, path):
            continue
        text = read(root, path)
        for match in PATHS.finditer(text):
            problems.append(f"{path}:{line_of(text, match.start())}: a path of one machine: {match.group(0)}")
        if path.startswith(("tests/fuzz/corpus/", "tests/data/")):
            continue  # what others wrote stays as they wrote it
        for match in URLS.finditer(text):
            if not HOSTS.fullmatch(match.group(1)):
                problems.append(f"{path}:{line_of(text, match.start())}: the host {match.group(1)} is not ours to name")
    finish(problems)


if __name__ == "__main__":
    main(sys.argv[1])
