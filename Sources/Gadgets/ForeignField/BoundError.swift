/// The parameters of a circuit are too small for its bounds: an equation over Fr would not hold over the integers.
public enum BoundError: Error, Equatable {
    /// The low group of limbs, with the quotient and the carry at their largest, reaches r. Bits of it.
    case lowGroupWraps(bits: Int)
    /// The high group does.
    case highGroupWraps(bits: Int)
    /// The multiples of a base that a chain forms reach the order of its group.
    case orderReached
}
