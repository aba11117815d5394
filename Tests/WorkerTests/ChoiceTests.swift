import Formats
import Testing
import VerifiedCompute
import Wire
import Worker

@Suite struct ChoiceTests {
    /// What changes an offer that would be taken, and why it is passed over then.
    private static let obstacles:
        [(name: String, reason: Reason, change: @Sendable (inout Offer, inout Choice) throws -> Void)] = [
            ("set aside", .setAside("later"), { offer, _ in offer.setAside = "later" }),
            ("settled", .settled, { offer, _ in offer.record = Samples.record(offer.record.task, state: .settled) }),
            (
                "cancelled", .ended("cancelled"),
                { offer, _ in offer.record = Samples.record(offer.record.task, state: .cancelled) }
            ),
            (
                "verifying", .beingVerified,
                { offer, _ in offer.record = Samples.record(offer.record.task, state: .verifying) }
            ),
            (
                "leased by another", .leasedByAnother(until: Samples.now + 9),
                { offer, _ in
                    offer.record = Samples.record(
                        offer.record.task, state: .leased, lease: .init(seconds: 60, stake: 0),
                        holder: .init(party: Samples.stranger, until: Samples.now + 9))
                }
            ),
            (
                "for another service", .otherService("b.example"),
                { offer, _ in
                    offer.record = Samples.record(try Samples.task(service: ServiceName("b.example")))
                }
            ),
            ("not signed", .defect("It is not signed."), { offer, _ in offer.defect = "It is not signed." }),
            ("key not taken", .unknownVerifyingKey, { offer, _ in offer.acceptedKeys = [Samples.otherKey] }),
            ("no proving key", .noProvingKey, { offer, _ in offer.isKeyObtainable = false }),
            ("kind", .kind("vanity-address"), { _, choice in choice.kinds = ["another"] }),
            ("reward", .reward(1_000_000, least: 1_000_001), { _, choice in choice.minReward = 1_000_001 }),
            ("unwanted key", .unwantedVerifyingKey, { _, choice in choice.verifyingKeys = [Samples.otherKey] }),
            (
                "short heartbeat", .heartbeat(seconds: 59),
                { offer, choice in
                    offer.record = Samples.record(
                        offer.record.task, lease: .init(seconds: 3600, stake: 0, heartbeatSeconds: 59))
                    choice.leastHeartbeat = 60
                }
            ),
            ("bond above the limit", .bondAboveLimit(10, limit: 9), { _, choice in choice.maxBond = 9 }),
            ("no means", .means(needed: 10, available: 9), { offer, _ in offer.available = 9 }),
            ("means not known", .means(needed: 10, available: nil), { offer, _ in offer.available = nil }),
            (
                "no means for the stake", .means(needed: 1001, available: 1000),
                { offer, _ in
                    offer.record = Samples.record(offer.record.task, lease: .init(seconds: 3600, stake: 991))
                }
            ),
            ("slow machine", .deadline(expected: .infinity, left: 86_400), { _, choice in choice.keysPerSecond = [:] }),
            (
                "deadline passed", .deadline(expected: 3, left: 0),
                { offer, choice in
                    offer.time = Samples.now + 90_000
                    choice.keysPerSecond = ["vanity-address": .infinity]
                    choice.finishSeconds = ["vanity-address": 3]
                }
            ),
            (
                "short lease", .lease(seconds: 1),
                { offer, _ in
                    offer.record = Samples.record(offer.record.task, lease: .init(seconds: 1, stake: 500))
                }
            ),
        ]

    @Test(arguments: obstacles.indices) func anOfferIsPassedOverForTheReasonThatThereIs(_ index: Int) throws {
        let (name, reason, change) = Self.obstacles[index]
        var (offer, choice) = (Samples.offer(Samples.record(try Samples.task())), Samples.choice)
        guard case .success = choice.weigh(offer) else {
            Issue.record("the offer is taken as it is")
            return
        }
        try change(&offer, &choice)
        #expect(choice.weigh(offer) == .failure(.init(reason: reason)), "\(name)")
        #expect(!reason.sentence.isEmpty)
    }

    @Test func whatIsExpectedToTakeTooLongIsPassedOver() throws {
        var choice = Samples.choice
        choice.maxSeconds = 5
        let hard = Samples.offer(Samples.record(try Samples.task("1Abcde")))
        guard case .failure(let refused) = choice.weigh(hard), case .tooLong(let expected, 5) = refused.reason else {
            Issue.record("it is taken")
            return
        }
        // One of 58⁵ addresses, about, at a million a second.
        #expect(expected > 200 && expected < 2000)
    }

    @Test func aLeaseThatIsHeldIsNoObstacleAndItsStakeIsNotCountedAgain() throws {
        let record = Samples.record(
            try Samples.task(), state: .leased, lease: .init(seconds: 3600, stake: 5000),
            holder: .init(party: Samples.party, until: Samples.now + 3000))
        guard case .success = Samples.choice.weigh(Samples.offer(record)) else {
            Issue.record("it is passed over")
            return
        }
    }

    @Test func theNetRewardIsLessFeeAndBurnEachRoundedDown() throws {
        let policy = Samples.policy(fee: 333, burn: 250)
        for (reward, net) in [(999, 999 - 33 - 24), (1, 1), (30, 30), (31, 30)] as [(UInt64, UInt64)] {
            let record = Samples.record(try Samples.task(reward: reward), policy: policy)
            #expect(Samples.offer(record).net == net, "\(reward)")
        }
        let largest = Samples.record(try Samples.task(reward: UInt64(Int64.max)), policy: Samples.policy(fee: 10_000))
        #expect(Samples.offer(largest).net == 0)
    }

    @Test func offersAreRankedByTheirRewardASecond() throws {
        let easy = Samples.offer(Samples.record(try Samples.task("1A", reward: 1000), entry: 1))
        let rich = Samples.offer(Samples.record(try Samples.task("1Ab", reward: 100_000), entry: 2))
        let hard = Samples.offer(Samples.record(try Samples.task("1Abcde", reward: 100_000), entry: 3))
        let twin = Samples.offer(Samples.record(try Samples.task("1A", reward: 1000), entry: 4))
        let (prospects, passedOver) = Samples.choice.rank([hard, twin, easy, rich])
        #expect(prospects.map(\.offer.record.entry) == [2, 1, 4, 3])
        #expect(passedOver.isEmpty)
        #expect(prospects.allSatisfy { $0.perSecond > 0 && $0.expectedNet <= Double($0.offer.net) })
    }

    @Test func aStakeThatMayBeForfeitedMakesALeaseWorthLess() throws {
        let task = try Samples.task("1Abcd")
        func worth(_ lease: PostTask.Lease?) throws -> Double {
            try Samples.choice.weigh(Samples.offer(Samples.record(task, lease: lease))).get().perSecond
        }
        let race = try worth(nil)
        let long = try worth(.init(seconds: 3600, stake: 900))
        let short = try worth(.init(seconds: 12, stake: 900))
        #expect(abs(race - long) < race * 1e-6)
        #expect(short < long)
    }

    private func leased(by party: Digest, until second: Int64, _ prefix: String = "1Ab") throws -> Offer {
        Samples.offer(
            Samples.record(
                try Samples.task(prefix), state: .leased, lease: .init(seconds: 3600, stake: 500),
                holder: .init(party: party, until: second)))
    }

    /// Two seconds are what it takes to finish: what is found later than that before the end is found for nothing.
    @Test func aLeaseOfOnesOwnIsWorkedOnlyWhileSomethingCanBeFinishedInIt() throws {
        for left in [0, 1, 2] as [Int64] {
            let until = Samples.now + left
            #expect(
                Samples.choice.weigh(try leased(by: Samples.party, until: until))
                    == .failure(.init(reason: .leaseEnding(until: until))))
        }
        let (short, long) = (
            try Samples.choice.weigh(leased(by: Samples.party, until: Samples.now + 3, "1Abcd")).get(),
            try Samples.choice.weigh(leased(by: Samples.party, until: Samples.now + 3000, "1Abcd")).get()
        )
        #expect(short.perSecond < long.perSecond && short.expectedNet < long.expectedNet)
    }

    /// Signs of life lead to its end, however soon it is over without them.
    @Test func aLeaseOfOnesOwnIsWorthWhatItMayStillLast() throws {
        var offers = try ([60, 3000] as [Int64]).map { left in
            var offer = try leased(by: Samples.party, until: Samples.now + 60, "1Abcd")
            offer.record.holder = .init(party: Samples.party, until: Samples.now + 60, end: Samples.now + left)
            return offer
        }
        let worth = try offers.map { try Samples.choice.weigh($0).get().perSecond }
        #expect(worth[0] < worth[1])
        offers[1].record.holder = .init(party: Samples.party, until: Samples.now + 3000)
        #expect(try Samples.choice.weigh(offers[1]).get().perSecond == worth[1])
    }

    /// Whoever lets it lapse loses the stake: what it saves counts like what it earns.
    @Test func aLeaseThatIsHeldComesBeforeAnEqualTaskThatIsFree() throws {
        let held = try leased(by: Samples.party, until: Samples.now + 3000)
        let task = held.record.task
        let better = Samples.offer(Samples.record(try Samples.task("1Ab", reward: task.terms.reward + 200)))
        let best = Samples.offer(Samples.record(try Samples.task("1Ab", reward: task.terms.reward + 300), entry: 2))
        // Half of a stake of 500 is forfeited.
        let (prospects, _) = Samples.choice.rank([better, held, best])
        #expect(prospects.map(\.offer) == [best, held, better])
    }

    @Test func aLeaseThatIsOverIsNoObstacleWhoeverHadIt() throws {
        for party in [Samples.party, Samples.stranger] {
            var offer = try leased(by: party, until: Samples.now - 1)
            let prospect = try Samples.choice.weigh(offer).get()
            offer.record = Samples.record(offer.record.task, lease: offer.record.lease)
            #expect(try prospect.perSecond == Samples.choice.weigh(offer).get().perSecond)
            // Its stake is taken anew.
            offer = try leased(by: party, until: Samples.now - 1)
            offer.available = 509
            #expect(Samples.choice.weigh(offer) == .failure(.init(reason: .means(needed: 510, available: 509))))
        }
    }

    @Test func aStakeIsBoundedAsABondIs() throws {
        var choice = Samples.choice
        choice.maxBond = 499
        let offer = Samples.offer(Samples.record(try Samples.task(), lease: .init(seconds: 3600, stake: 500)))
        #expect(choice.weigh(offer) == .failure(.init(reason: .bondAboveLimit(500, limit: 499))))
    }
}
