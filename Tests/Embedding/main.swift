import VerifiedCompute

let alice = Identity.generate(), worker = Identity.generate()
let keys = KeyStore(folder: "keys")
let key = try keys.developmentKey(.vanityAddress)
let pattern = try AddressPattern(prefix: "1Z")
let task = try alice.post(
    .vanityAddress(pattern), reward: 5_000_000, deadline: Deadline(seconds: 4_000_000_000)!, under: key.digest)

guard let solution = try task.solve() else { fatalError("nobody cancelled the search") }
let proof = try solution.sealAndProve(task, by: worker, with: key)
let verdict = proof.verdict(under: key.verifyingKey, for: task)
let wallet = try alice.wallet(from: proof)
print("proven: \(verdict.isProven), opened: \(wallet.address == verdict.address), address: \(wallet.address)")
guard verdict.isProven, wallet.address == verdict.address else { fatalError("the flow is broken") }
