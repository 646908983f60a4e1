#!/usr/bin/env python3
"""Checks a bundle of evidence that newswatch made; needs nothing but Python 3.8.

    python3 verify.py BUNDLE.tar     the bundle as it was handed over, every byte of it
    python3 verify.py                the folder in which this file lies, unpacked

It says what holds, or what does not (exit status 1). It checks
  1. that each file has the SHA-256 that SHA256SUMS states, and that no file is missing or added;
  2. that each page's bytes have the hash under which they were recorded;
  3. that what is said of each page and text is what its link of the chain binds;
  4. that each link follows from the one before it.
To trust the bundle itself, compare the SHA-256 of the .tar, or the head that is printed, with one that was written down
elsewhere at the time. To be sure of this script, read it: it is short.
"""
import hashlib, json, os, struct, sys


class Refused(Exception):
    pass


def need(holds, what):
    if not holds:
        raise Refused(what)


# --- BLAKE3, from its specification (https://github.com/BLAKE3-team/BLAKE3-specs). Slow: about a second for 200 KB.
IV = [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19]
ORDER = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8]
QUARTERS = [(0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
            (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)]
START, END, PARENT, ROOT, MASK = 1, 2, 4, 8, 0xFFFFFFFF


def compress(cv, words, counter, length, flags):
    s = list(cv) + IV[:4] + [counter & MASK, counter >> 32, length, flags]
    m = list(words)
    for turn in range(7):
        for i, (a, b, c, d) in enumerate(QUARTERS):
            s[a] = (s[a] + s[b] + m[2 * i]) & MASK
            x = s[d] ^ s[a]
            s[d] = (x >> 16 | x << 16) & MASK
            s[c] = (s[c] + s[d]) & MASK
            x = s[b] ^ s[c]
            s[b] = (x >> 12 | x << 20) & MASK
            s[a] = (s[a] + s[b] + m[2 * i + 1]) & MASK
            x = s[d] ^ s[a]
            s[d] = (x >> 8 | x << 24) & MASK
            s[c] = (s[c] + s[d]) & MASK
            x = s[b] ^ s[c]
            s[b] = (x >> 7 | x << 25) & MASK
        m = [m[i] for i in ORDER]
    return [s[i] ^ s[i + 8] for i in range(8)]


def node(data, counter):
    """The last compression of a part of the tree, not yet done."""
    if len(data) <= 1024:
        blocks = [data[i:i + 64] for i in range(0, len(data), 64)] or [b""]
        cv = IV
        for i, block in enumerate(blocks):
            words = struct.unpack("<16I", block.ljust(64, b"\0"))
            flags = (START if i == 0 else 0) | (END if i == len(blocks) - 1 else 0)
            if flags & END:
                return cv, words, counter, len(block), flags
            cv = compress(cv, words, counter, 64, flags)
    chunks = (len(data) + 1023) // 1024
    half = 1 << ((chunks - 1).bit_length() - 1)
    left = compress(*node(data[:half * 1024], counter))
    right = compress(*node(data[half * 1024:], counter + half))
    return IV, left + right, 0, 64, PARENT


def blake3(data):
    cv, words, counter, length, flags = node(data, 0)
    return struct.pack("<8I", *compress(cv, words, counter, length, flags | ROOT)).hex()


# --- The bundle: a tar archive of plain files, every byte of which follows from their names and contents.
def header(name, size, mtime):
    head = bytearray(512)
    for at, field in [(0, name.encode()), (100, b"0000644\0"), (108, b"0000000\0"), (116, b"0000000\0"),
                      (124, b"%011o\0" % size), (136, b"%011o\0" % mtime), (148, b" " * 8), (156, b"0"),
                      (257, b"ustar\00000")]:
        head[at:at + len(field)] = field
    head[148:156] = b"%07o\0" % sum(head)
    return bytes(head)


def unpack(path):
    with open(path, "rb") as file:
        data = file.read()
    files, again, at = {}, b"", 0
    try:
        while data[at:at + 1] not in (b"\0", b""):
            name = data[at:at + 100].rstrip(b"\0").decode()
            size, mtime = (int(data[at + i:at + i + 11], 8) for i in (124, 136))
            content = data[at + 512:at + 512 + size]
            again += header(name, size, mtime) + content + b"\0" * (-size % 512)
            at += 512 + size + -size % 512
            need("/" in name and name.split("/", 1)[1] not in files, "the archive holds a strange name")
            files[name.split("/", 1)[1]] = content
    except (ValueError, UnicodeDecodeError):
        raise Refused("the archive is damaged at byte %d" % at)
    need(again + b"\0" * 1024 == data, "the archive is not as it was written")
    return files


def folder(path):
    files = {}
    for where, _, names in os.walk(path):
        for name in names:
            full = os.path.join(where, name)
            with open(full, "rb") as file:
                files[os.path.relpath(full, path).replace(os.sep, "/")] = file.read()
    return files


def check_sums(files):
    need("SHA256SUMS" in files, "SHA256SUMS is missing")
    stated = {}
    for line in files["SHA256SUMS"].decode("ascii", "replace").splitlines(keepends=True):
        need(len(line) > 67 and line[64:66] == "  " and line.endswith("\n"), "SHA256SUMS holds a line that is none")
        stated[line[66:-1]] = line[:64]
    need(set(stated) == set(files) - {"SHA256SUMS"}, "files are missing or were added")
    for name, digest in stated.items():
        need(hashlib.sha256(files[name]).hexdigest() == digest, name + " is not what SHA256SUMS states")
    return len(stated)


# --- The chain: hashes over strings, each with its length before it.
def strings(values):
    data = b""
    for value in values:
        raw = b"" if value is None else value.encode()
        data += b"-" if value is None else b"%d:%s," % (len(raw), raw)
    return blake3(data)


def text(number):
    return None if number is None else str(number)


def check_chain(chain):
    links = {}
    for link in chain["links"]:
        found = strings([link["before"], text(link["id"]), link["subject"], link["deed"], text(link["page_id"]),
                         text(link["row_id"]), link["note"], link["content_hash"]])
        need(found == link["link_hash"], "link %d of the chain does not follow from the one before it" % link["id"])
        before = links.get(link["id"] - 1)
        need(before is None or before["link_hash"] == link["before"], "link %d is out of the chain" % link["id"])
        links[link["id"]] = link
    head = chain["head"]
    need(head["id"] in links and links[head["id"]]["link_hash"] == head["link_hash"], "the head is not in the chain")
    return links


def check_bound(what, said, subject, links):
    if said["link"] is None:
        need(subject == "window", what + " is bound by no link")
        return
    link = links.get(said["link"])
    need(link is not None and link["subject"] == subject, what + " names a link that does not speak of it")
    found = strings([subject] + [value for _, value in said["columns"]])
    need(found == link["content_hash"], what + " is not what link %d binds" % link["id"])


def check(files):
    print("%d files have the SHA-256 that SHA256SUMS states" % check_sums(files))
    read = lambda name: json.loads(files[name].decode())
    chain = read("chain.json")
    links = check_chain(chain)
    for side in read("manifest.json")["sides"]:
        version, capture = read(side + "/version.json"), read(side + "/capture.json")
        check_bound(side + "/version.json", version["version"], "version", links)
        check_bound(side + "/version.json (window)", version["window"], "window", links)
        check_bound(side + "/capture.json", capture, "capture", links)
        columns = dict(capture["columns"])
        need(dict(version["version"]["columns"])["capture_id"] == text(capture["id"]),
             side + "/version.json was read from another page")
        body = files.get(side + "/page.bytes")
        if body is None:
            need(links[capture["link"]]["deed"] != "made", side + "/page.bytes is missing")
            print("%s: the page's bytes were given up; the chain says so" % side)
            continue
        need(str(len(body)) == columns["body_bytes"], side + "/page.bytes has another length than was recorded")
        need(blake3(body) == columns["body_hash"], side + "/page.bytes has another hash than was recorded")
        print("%s: %s as it answered at %s, %d bytes" % (side, columns["url"], columns["at"], len(body)))
    print("%d links of the chain hold; head %d:%s" % (len(links), chain["head"]["id"], chain["head"]["link_hash"]))


if __name__ == "__main__":
    try:
        if len(sys.argv) > 1:
            check(unpack(sys.argv[1]))
        else:
            check(folder(os.path.dirname(os.path.abspath(__file__))))
    except Refused as refused:
        print("REFUSED: %s" % refused)
        sys.exit(1)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        print("REFUSED: a file is not in the form that it should have (%s)" % error)
        sys.exit(1)
    print("VERIFIED")
