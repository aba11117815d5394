#!/usr/bin/env python3
"""Writes signed.json: requests signed by another implementation, and what is wrong with altered ones.

    pip install http-message-signatures==3.0.0 cryptography
    python3 make_signed.py > signed.json

Every draw is SHA-256 of a fixed label, so the output is always the same.
"""
import base64
import datetime
import hashlib
import json
from types import SimpleNamespace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, algorithms
from http_message_signatures.resolvers import MappingKeyResolver

NOW = 1_800_000_000
TAG = "verified-compute"
TARGET = ["@method", "@authority", "@path", "@query"]


def draw(label):
    return hashlib.sha256(label.encode()).digest()


def utc(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def signed(label, method, url, headers=None, content=b"", components=None, signatures=("sig1",), created=NOW, **options):
    seed = draw("seed " + label)
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes_raw()
    keyid = options.get("keyid", public.hex())
    message = SimpleNamespace(method=method, url=url, headers=dict(headers or {}))
    scheme, rest = url.split("://", 1)
    cut = min((rest.index(c) for c in "/?" if c in rest), default=len(rest))
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={keyid: key}))
    if content:
        digest = options.get("digest", hashlib.sha256(content).digest())
        message.headers["Content-Digest"] = f"sha-256=:{base64.b64encode(digest).decode()}:"
    if components is None:
        fields = [n.lower() for n in ("Content-Digest", "Content-Type", "Idempotency-Key") if n in message.headers]
        components = TARGET + fields
    for index, name in enumerate(signatures):
        signer.sign(
            message, key_id=keyid, label=name, covered_component_ids=components,
            tag=options.get("tag", TAG), nonce=options.get("nonce", draw("nonce " + label).hex()[:22]),
            created=utc(created), expires=utc(options["expires"]) if "expires" in options else None,
            include_alg=options.get("alg", True), use_existing_digest=bool(content), append_if_signature_exists=index > 0)
    return {
        "name": label, "seed": seed.hex(), "key": public.hex(), "method": method, "scheme": scheme,
        "authority": rest[:cut], "path": rest[cut:], "content": content.hex(), "headers": message.headers,
    }


def altered(reason, base, **changes):
    vector = {**base, "headers": dict(base["headers"]), "name": reason["name"], "reason": reason["reason"]}
    for key, change in changes.items():
        if key == "headers":
            for name, value in change.items():
                if value is None:
                    vector["headers"].pop(name, None)
                else:
                    vector["headers"][name] = value
        else:
            vector[key] = change
    return vector


def main():
    url = "https://example.org/v1/tasks"
    json_type = {"Content-Type": "application/json"}
    post = signed("a post with content", "POST", url, {**json_type, "Idempotency-Key": "\"8e03978e\""}, b'{"task":1}')
    valid = [
        post,
        signed("a get without a query", "GET", url),
        signed("a get with a query", "GET", url + "?state=open&limit=10&x=a%20b%2Fc"),
        signed("an empty query", "GET", url + "?"),
        signed("no path", "GET", "https://example.org"),
        signed("the default port", "GET", "https://EXAMPLE.org:443/v1/tasks"),
        signed("another port", "GET", "http://127.0.0.1:8080/healthz"),
        signed("an encoded path", "GET", "https://example.org/v1/%7Efile/%E2%82%AC;a=b"),
        signed("a delete", "DELETE", url + "/5b53", {"Idempotency-Key": "\"x\""}),
        signed("more fields covered", "POST", url, {**json_type, "Date": "Tue, 20 Apr 2021 02:07:55 GMT"}, b"{}",
               TARGET + ["content-digest", "content-type", "date"]),
        signed("components in another order", "POST", url, json_type, b"{}",
               ["content-type", "content-digest", "@query", "@path", "@authority", "@method"]),
        signed("without alg", "GET", url, alg=False),
        signed("with an expiry", "GET", url, expires=NOW + 30),
        signed("created at the oldest", "GET", url, created=NOW - 60),
        signed("created at the newest", "GET", url, created=NOW + 10),
        signed("a large content", "PUT", url, {"Content-Type": "application/octet-stream"},
               b"".join(draw(f"content {i}") for i in range(64))),
    ]

    def broken(name, reason, **changes):
        return altered({"name": name, "reason": reason}, post, **changes)

    def refused(name, reason, *arguments, **options):
        return {**signed(name, *arguments, **options), "reason": reason}

    invalid = [
        broken("another method", "signature-invalid", method="PUT"),
        broken("another authority", "other-authority", authority="example.com"),
        broken("another path", "signature-invalid", path="/v1/task"),
        broken("a query added", "signature-invalid", path="/v1/tasks?limit=1"),
        broken("another content", "digest-mismatch", content=b'{"task":2}'.hex()),
        broken("content cut off", "digest-mismatch", content=""),
        broken("another content type", "signature-invalid", headers={"Content-Type": "text/plain"}),
        broken("another idempotency key", "signature-invalid", headers={"Idempotency-Key": "\"8e03978f\""}),
        broken("a covered field removed", "component-absent", headers={"Idempotency-Key": None}),
        broken("no signature", "signature-malformed", headers={"Signature": None}),
        broken("no signature input", "unsigned", headers={"Signature-Input": None}),
        altered({"name": "content added", "reason": "digest-missing"}, valid[1], content="7b7d"),
        altered({"name": "an idempotency key added", "reason": "not-covered"}, valid[1],
                headers={"Idempotency-Key": "\"x\""}),
        refused("another tag", "unsigned", "GET", url, tag="other"),
        refused("two signatures", "ambiguous", "GET", url, signatures=("sig1", "sig2")),
        refused("a query not covered", "not-covered", "GET", url, components=TARGET[:3]),
        refused("a digest not covered", "not-covered", "POST", url, headers=json_type, content=b"{}",
                components=TARGET + ["content-type"]),
        refused("too old", "too-old", "GET", url, created=NOW - 61),
        refused("in the future", "created-in-future", "GET", url, created=NOW + 11),
        refused("expired", "expired", "GET", url, created=NOW - 5, expires=NOW - 1),
        refused("a name as keyid", "parameter-invalid", "GET", url, keyid="alice"),
        refused("another key as keyid", "signature-invalid", "GET", url, keyid=post["key"]),
        refused("an upper-case keyid", "parameter-invalid", "GET", url, keyid=post["key"].upper()),
        refused("another digest", "digest-mismatch", "POST", url, headers=json_type, content=b"{}",
                digest=draw("another")),
        refused("another derived component", "component-unsupported", "GET", url, components=TARGET + ["@scheme"]),
        refused("a component with a parameter", "component-unsupported", "GET", url, headers={"Accept": "a, b"},
                components=TARGET + ['"accept";bs']),
    ]
    print(json.dumps({"now": NOW, "authorities": ["example.org", "127.0.0.1:8080"], "valid": valid,
                      "invalid": invalid}, indent=1))


main()
