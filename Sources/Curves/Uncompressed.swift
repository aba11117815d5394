/// The uncompressed form of a point: x and y in full, each most significant byte first and in G2 the coefficient of u first;
/// zeros for the identity. It is what iden3's ceremonies hash.
extension AffinePoint where C.Coordinate: CompressibleCoordinate {
    /// 64 bytes in G1, 128 in G2.
    public var uncompressed: [UInt8] { x.encoded + y.encoded }
}
