public import Addresses
public import Formats
public import Groth16
public import Sealing

// The types of other targets that this library's interface is made of, under one import.

/// 32 bytes that name a task, a circuit or a key.
public typealias Digest = Bytes<32>
public typealias PostedTask = Formats.PostedTask
public typealias ProofFile = Formats.ProofFile
public typealias Deadline = Formats.Deadline
public typealias ServiceName = Formats.ServiceName
public typealias AddressPattern = Addresses.AddressPattern
public typealias Identity = Sealing.Identity
public typealias KeyFile = Sealing.KeyFile
public typealias Secret = Sealing.Secret
public typealias VerifyingKey = Groth16.VerifyingKey
