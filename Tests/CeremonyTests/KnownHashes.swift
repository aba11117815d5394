/// What snarkjs 0.7.6 computes for the circuit `random16` over the workshop's powers of tau.
enum KnownHashes {
    static let circuit =
        "15077c096926c3fe4c3cec151f7e0deb7790bd367ac45037137c5e381296b09b"
        + "c7c6b8d18efd42e259f468b028ebad16441c6ef3d4eaa92164322051666bc6bf"
    static let beacon =
        "a052f1fbcd6cf5a0654deda04eaba4e1d199dff1076a352654b9610f0710bbea"
        + "f46928d9ba2e6a4ba418c1b9a3ac7b9467adb86d767a0ba60efd71f5e215bafc"
}
