internal import CoreMetrics
internal import NIOCore
internal import Synchronization

/// So many places for everybody, and so many of them for one address: of connections, of downloads.
///
/// Where they are taken, whoever has rested longest in one of them leaves it to the next who comes. So those who do nothing
/// keep nobody out, however many they are.
final class Places: Sendable {
    /// Which of the places are all taken.
    enum Share: String, Error {
        case everybody
        /// Those of one address.
        case address
    }

    /// One place. It is given back with `giveBack`, or when nobody holds it any more.
    final class Place: Sendable {
        fileprivate let number: UInt64
        private let places: Places

        fileprivate init(_ number: UInt64, in places: Places) {
            self.number = number
            self.places = places
        }

        /// Says since when the holder rests, or from when on it will, and may be told to leave; nil for one that is at work.
        func rests(since time: NIODeadline?) { places.note(number, restsSince: time) }

        func giveBack() { places.giveBack(number) }

        deinit { giveBack() }
    }

    private struct Seat {
        let address: String
        let leave: @Sendable () -> Void
        var restsSince: NIODeadline?
    }

    private struct State {
        var seats: [UInt64: Seat] = [:]
        var ofAddress: [String: Set<UInt64>] = [:]
        var next: UInt64 = 0

        mutating func remove(_ number: UInt64) -> Seat? {
            guard let seat = seats.removeValue(forKey: number) else { return nil }
            ofAddress[seat.address]!.remove(number)
            if ofAddress[seat.address]!.isEmpty { ofAddress[seat.address] = nil }
            return seat
        }

        /// Takes its place from whoever of these has rested longest; nil where all are at work. It looks at all of them,
        /// which is microseconds for thousands, and only where no place is free.
        mutating func removeLongestResting(of numbers: some Sequence<UInt64>) -> Seat? {
            var longest: (number: UInt64, since: NIODeadline)?
            let now = NIODeadline.now()
            for number in numbers {
                guard let since = seats[number]!.restsSince, since <= now, since < longest?.since ?? .distantFuture
                else { continue }
                longest = (number, since)
            }
            return longest.flatMap { remove($0.number) }
        }
    }

    private let total: Int
    private let totalPerAddress: Int
    private let meter: Meter
    private let onDisplaced: @Sendable (Share) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - meter: shows how many are taken.
    ///   - onDisplaced: is told when somebody had to leave, and for want of which places.
    init(_ total: Int, perAddress: Int, meter: Meter, onDisplaced: @escaping @Sendable (Share) -> Void = { _ in }) {
        self.total = total
        totalPerAddress = perAddress
        self.meter = meter
        self.onDisplaced = onDisplaced
    }

    /// Takes a place. Throws where all are taken and everybody in them is at work.
    ///
    /// - Parameter leave: called when the holder rests and another needs the place, which is no longer the holder's then.
    func take(_ address: String, leave: @escaping @Sendable () -> Void = {}) throws(Share) -> Place {
        let (result, displaced) = state.withLock { state -> (Result<UInt64, Share>, (seat: Seat, share: Share)?) in
            var displaced: (seat: Seat, share: Share)?
            if state.ofAddress[address, default: []].count >= totalPerAddress {
                guard let seat = state.removeLongestResting(of: state.ofAddress[address]!) else {
                    return (.failure(.address), nil)
                }
                displaced = (seat, .address)
            } else if state.seats.count >= total {
                guard let seat = state.removeLongestResting(of: Array(state.seats.keys)) else {
                    return (.failure(.everybody), nil)
                }
                displaced = (seat, .everybody)
            }
            state.next += 1
            state.seats[state.next] = Seat(address: address, leave: leave)
            state.ofAddress[address, default: []].insert(state.next)
            meter.set(state.seats.count)
            return (.success(state.next), displaced)
        }
        if let displaced {
            onDisplaced(displaced.share)
            displaced.seat.leave()
        }
        return Place(try result.get(), in: self)
    }

    private func note(_ number: UInt64, restsSince time: NIODeadline?) {
        state.withLock { $0.seats[number]?.restsSince = time }
    }

    private func giveBack(_ number: UInt64) {
        // What the seat holds on to goes away outside the lock.
        _ = state.withLock { state in
            let seat = state.remove(number)
            meter.set(state.seats.count)
            return seat
        }
    }
}
