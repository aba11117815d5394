"""Writes tasks.json: tasks as text and as canonical bytes, their digests, and bytes that are no task.

    python3 make_tasks.py > tasks.json

A second implementation of Docs/task-format.md, with PyNaCl for the signatures and nothing of this package.
"""

import hashlib
import json
import struct

from nacl.public import PrivateKey
from nacl.signing import SigningKey

P = 2**256 - 2**32 - 977
G = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)


def add(a, b):
    if a is None:
        return b
    if b is None:
        return a
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    if a == b:
        slope = 3 * a[0] * a[0] * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def multiple(k, point):
    total = None
    while k:
        if k & 1:
            total = add(total, point)
        point = add(point, point)
        k >>= 1
    return total


def compressed(point):
    return bytes([2 + (point[1] & 1)]) + point[0].to_bytes(32, "big")


def seed(name):
    return hashlib.sha256(name.encode()).digest()


def field(data):
    return struct.pack("<Q", len(data)) + data


def task(name, prefix, reward, deadline, service):
    signing = SigningKey(seed(name + " signing"))
    q = int.from_bytes(seed(name + " q"), "big")
    text = {
        "version": 1,
        "id": seed(name + " id").hex(),
        "kind": "vanity-address",
        "parameters": {
            "format": "p2pkh",
            "prefix": prefix,
            "publicKey": compressed(multiple(q, G)).hex(),
            "nonce": seed(name + " nonce").hex(),
            "address": "public",
        },
        "initiator": {
            "signingKey": signing.verify_key.encode().hex(),
            "sealingKey": PrivateKey(seed(name + " sealing")).public_key.encode().hex(),
        },
        "reward": reward,
        "deadline": deadline,
        "verifyingKeyDigest": seed(name + " verifying key").hex(),
    }
    if service:
        text["service"] = service
    terms = b"".join(
        [
            b"\x01",
            bytes.fromhex(text["id"]),
            b"\x01\x01\x01",
            bytes.fromhex(text["parameters"]["publicKey"]),
            bytes.fromhex(text["parameters"]["nonce"]),
            bytes([len(prefix)]) + prefix.encode(),
            bytes.fromhex(text["initiator"]["signingKey"]),
            bytes.fromhex(text["initiator"]["sealingKey"]),
            struct.pack("<Qq", reward, deadline),
            bytes.fromhex(text["verifyingKeyDigest"]),
            bytes([len(service)]) + service.encode(),
        ]
    )
    digest = hashlib.blake2b(field(b"VerifiedCompute/task/v1") + field(terms), digest_size=32).digest()
    signature = signing.sign(field(b"VerifiedCompute/task") + digest).signature
    text["signature"] = signature.hex()
    return text, terms + signature, digest


def main():
    tasks = [
        task("example", "1Zk", 5000000, 1800000000, "https://example.org"),
        task("plain", "1", 0, 0, ""),
        task("large", "1QLbz7JHiBTspS962RLKV8GndWFwi5j6Qr", 2**64 - 1, 253402300799, "s" * 255),
    ]
    valid = [
        {"json": json.dumps(text, indent=2) + "\n", "canonicalBytes": data.hex(), "digest": digest.hex()}
        for text, data, digest in tasks
    ]
    data = tasks[0][1]
    other = [
        ("no bytes", b""),
        ("version 0", b"\x00" + data[1:]),
        ("kind 0", data[:33] + b"\x00" + data[34:]),
        ("Q with an uncompressed tag", data[:36] + b"\x04" + data[37:]),
        ("Q with x = p", data[:37] + P.to_bytes(32, "big") + data[69:]),
        ("Q with x = 5, which no point has", data[:37] + (5).to_bytes(32, "big") + data[69:]),
        ("an empty prefix", data[:101] + b"\x00" + data[105:]),
        ("a prefix with a zero byte", data[:104] + b"\x00" + data[105:]),
        ("a prefix with a character that base58 lacks", data[:104] + b"0" + data[105:]),
        ("a deadline before 1970", data[:177] + struct.pack("<q", -1) + data[185:]),
        ("a deadline after 9999", data[:177] + struct.pack("<q", 253402300800) + data[185:]),
        ("a service with a space", data[:218] + b" " + data[219:]),
        ("the service one byte too long", data[:217] + bytes([data[217] + 1]) + data[218:]),
        ("one byte too few", data[:-1]),
        ("one byte too many", data + b"\x00"),
    ]
    invalid = [{"canonicalBytes": data.hex(), "why": why} for why, data in other]
    origin = "make_tasks.py, by the tables of Docs/task-format.md"
    print(json.dumps({"origin": origin, "valid": valid, "invalid": invalid}, indent=1))


main()
