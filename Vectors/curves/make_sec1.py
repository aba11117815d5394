"""Writes sec1_secp256k1.json: points of secp256k1 by plain integer arithmetic, and encodings that are not points.

Run: python3 make_sec1.py > sec1_secp256k1.json
"""
import json, hashlib

P = 2**256 - 2**32 - 977
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
     0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8)


def add(a, b):
    if a is None: return b
    if b is None: return a
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0: return None
        slope = 3 * a[0] * a[0] * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def mul(k, point):
    result = None
    for bit in bin(k)[2:]:
        result = add(result, result)
        if bit == "1": result = add(result, point)
    return result


def encode(point):
    return ("03" if point[1] & 1 else "02") + "%064x" % point[0]


def on_curve(x):
    return pow(x**3 + 7, (P - 1) // 2, P) in (0, 1)


scalars = [1, 2, 3, 4, 7, N - 1, N - 2, (N + 1) // 2, 2**128, 2**250 - 1]
scalars += [int(hashlib.sha256(b"sec1 %d" % i).hexdigest(), 16) % N for i in range(10)]
valid = [{"scalar": "%064x" % k, "encoded": encode(mul(k, G)), "y": "%064x" % mul(k, G)[1]} for k in scalars]
g = encode(G)
off = [x for x in range(20) if not on_curve(x)]
on = [x for x in range(20) if on_curve(x)]
invalid = [
    {"encoded": "", "why": "empty"},
    {"encoded": "00", "why": "SEC 1's identity"},
    {"encoded": "00" + "00" * 32, "why": "tag 0"},
    {"encoded": "01" + g[2:], "why": "tag 1"},
    {"encoded": "04" + g[2:], "why": "tag 4 on a compressed length"},
    {"encoded": "04" + "%064x%064x" % G, "why": "uncompressed"},
    {"encoded": "06" + "%064x%064x" % G, "why": "hybrid"},
    {"encoded": "82" + g[2:], "why": "a high bit in the tag"},
    {"encoded": g[:-2], "why": "32 bytes"},
    {"encoded": g + "00", "why": "34 bytes"},
    {"encoded": "02%064x" % P, "why": "x = p"},
    {"encoded": "02%064x" % (P + on[0]), "why": "x + p of a point"},
    {"encoded": "02" + "ff" * 32, "why": "x = 2^256 - 1"},
] + [{"encoded": "02%064x" % x, "why": "no point has x = %d" % x} for x in off[:4]]
print(json.dumps({"origin": "make_sec1.py", "valid": valid, "invalid": invalid}, indent=1))
