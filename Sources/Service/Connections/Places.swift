internal import CoreMetrics
internal import Synchronization

/// So many places for everybody, and so many of them for one address: of connections, of downloads.
final class Places: Sendable {
    /// Why there is no place.
    enum Refusal: String, Error {
        /// All are taken.
        case everybody
        /// The address has as many as it may have.
        case address
    }

    /// One place. It is given back when nobody holds it any more.
    final class Place: Sendable {
        private let address: String
        private let places: Places

        fileprivate init(_ address: String, in places: Places) {
            self.address = address
            self.places = places
        }

        deinit { places.giveBack(address) }
    }

    private let total: Int
    private let totalPerAddress: Int
    private let meter: Meter
    private let taken = Mutex<(count: Int, ofAddress: [String: Int])>((0, [:]))

    /// - Parameter meter: shows how many are taken.
    init(_ total: Int, perAddress: Int, meter: Meter) {
        self.total = total
        totalPerAddress = perAddress
        self.meter = meter
    }

    func take(_ address: String) throws(Refusal) -> Place {
        let refusal = taken.withLock { taken -> Refusal? in
            guard taken.ofAddress[address, default: 0] < totalPerAddress else { return .address }
            guard taken.count < total else { return .everybody }
            taken.count += 1
            taken.ofAddress[address, default: 0] += 1
            meter.set(taken.count)
            return nil
        }
        if let refusal { throw refusal }
        return Place(address, in: self)
    }

    private func giveBack(_ address: String) {
        taken.withLock { taken in
            taken.count -= 1
            meter.set(taken.count)
            taken.ofAddress[address] = taken.ofAddress[address].flatMap { $0 > 1 ? $0 - 1 : nil }
        }
    }
}
