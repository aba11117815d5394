"""Writes compressed_bn254.json: compressed points of BN254 by plain integer arithmetic, and encodings to refuse.

Run: python3 make_compressed.py > compressed_bn254.json
"""
import hashlib, json

P = 0x30644E72E131A029B85045B68181585D97816A916871CA8D3C208C16D87CFD47
R = 0x30644E72E131A029B85045B68181585D2833E84879B9709143E1F593F0000001


class F2:
    """a + b u, u^2 = -1."""
    def __init__(s, a, b=0): s.a, s.b = a % P, b % P
    def __add__(s, o): return F2(s.a + o.a, s.b + o.b)
    def __sub__(s, o): return F2(s.a - o.a, s.b - o.b)
    def __mul__(s, o): return F2(s.a * o.a - s.b * o.b, s.a * o.b + s.b * o.a)
    def __eq__(s, o): return (s.a, s.b) == (o.a, o.b)
    def inv(s):
        n = pow(s.a * s.a + s.b * s.b, -1, P)
        return F2(s.a * n, -s.b * n)
    def order(s): return (s.b, s.a)


ZERO = F2(0)
B1, B2 = F2(3), F2(3) * F2(9, 1).inv()
G1 = (F2(1), F2(2))
G2 = (F2(10857046999023057135944570762232829481370756359578518086990519993285655852781,
         11559732032986387107991004021392285783925812861821192530917403151452391805634),
      F2(8495653923123431417604973247489272438418190587263600148770280649306958101930,
         4082367875863433681332203403145435568316851327593401208105741076214120093531))


def add(p, q):
    if p is None: return q
    if q is None: return p
    if p[0] == q[0]:
        if p[1] + q[1] == ZERO: return None
        m = F2(3) * p[0] * p[0] * (F2(2) * p[1]).inv()
    else:
        m = (q[1] - p[1]) * (q[0] - p[0]).inv()
    x = m * m - p[0] - q[0]
    return x, m * (p[0] - x) - p[1]


def mul(k, p):
    out = None
    for bit in bin(k)[2:]:
        out = add(out, out)
        if bit == "1": out = add(out, p)
    return out


def sqrt1(a):
    s = pow(a, (P + 1) // 4, P)
    return s if s * s % P == a % P else None


def sqrt2(v):
    if v.b == 0:
        s = sqrt1(v.a)
        return F2(s) if s is not None else F2(0, sqrt1(-v.a % P))
    n = sqrt1((v.a * v.a + v.b * v.b) % P)
    if n is None: return None
    for d in (n, -n):
        a = sqrt1((v.a + d) * pow(2, -1, P) % P)
        if a:
            r = F2(a, v.b * pow(2 * a, -1, P))
            if r * r == v: return r
    return None


def raw(x, flags, two):
    body = x.b.to_bytes(32, "big") + x.a.to_bytes(32, "big") if two else x.a.to_bytes(32, "big")
    return bytes([body[0] | flags << 6]) + body[1:]


def encode(p, two):
    larger = p[1].order() > (ZERO - p[1]).order()
    return raw(p[0], 3 if larger else 2, two)


def group(name, g, b, two):
    ks = [1, 2, 3, R - 1, R - 2, (R + 1) // 2, 2**128] + [
        int(hashlib.sha256(b"%s %d" % (name.encode(), i)).hexdigest(), 16) % R for i in range(8)]
    valid = [{"scalar": str(k), "encoded": encode(mul(k, g), two).hex()} for k in ks]
    size = 64 if two else 32
    infinity = bytes([0x40]) + bytes(size - 1)
    valid.append({"scalar": "0", "encoded": infinity.hex()})
    e = encode(g, two)
    bad = [(b"", "empty"), (e[:-1], "a byte short"), (e + b"\0", "a byte long"), (bytes(size), "all zeros"),
           (bytes([e[0] & 0x3F]) + e[1:], "no flags"), (bytes([e[0] & 0x3F | 0x40]) + e[1:], "infinity with an x"),
           (infinity[:-1] + b"\1", "infinity with a last bit"), (bytes([0x60]) + infinity[1:], "infinity with a first bit"),
           (b"\xff" * size, "all ones")]
    if not two: bad += [(bytes([tag]) + infinity[1:], "no point has x = 0") for tag in (0x80, 0xC0)]
    x = 0
    while x < 22:
        x += 1
        v = F2(x) * F2(x) * F2(x) + b
        if (sqrt2(v) if two else sqrt1(v.a)) is None:
            bad.append((raw(F2(x), 2, two), "no point has x = %d" % x))
    i = 2
    while True:
        q = mul(i, g)
        if q[0].a + P < 2**254:
            body = (q[0].b.to_bytes(32, "big") if two else b"") + (q[0].a + P).to_bytes(32, "big")
            bad.append((bytes([body[0] | encode(q, two)[0] & 0xC0]) + body[1:], "x + p of %d times the generator" % i))
            break
        i += 1
    if two:
        while True:
            q = mul(i, g)
            if q[0].b + P < 2**254:
                body = (q[0].b + P).to_bytes(32, "big") + q[0].a.to_bytes(32, "big")
                bad.append((bytes([body[0] | encode(q, two)[0] & 0xC0]) + body[1:], "x + pu of %d times the generator" % i))
                break
            i += 1
        n = 0
        while n < 4:
            x += 1
            y = sqrt2(F2(x) * F2(x) * F2(x) + b)
            if y is not None:
                assert mul(R, (F2(x), y)) is not None
                bad.append((encode((F2(x), y), True), "outside the subgroup, x = %d" % x))
                n += 1
        # In the coordinates' other order the generator is no point of the group.
        bad.append((bytes([g[0].a.to_bytes(32, "big")[0] | 0x80]) + g[0].a.to_bytes(32, "big")[1:]
                    + g[0].b.to_bytes(32, "big"), "real part first"))
    return {"valid": valid, "invalid": [{"encoded": d.hex(), "why": w} for d, w in bad]}


print(json.dumps({"origin": "make_compressed.py", "g1": group("g1", G1, B1, False), "g2": group("g2", G2, B2, True)},
                 indent=1))
