import Fields
import Testing

@Suite struct KernelTests {
    @Test func theKernelIsTheOneThatIsNamed() throws {
        for kernel in Kernel.available {
            #expect(try Kernel(named: kernel.rawValue) == kernel)
        }
        #expect(try Kernel(named: nil).isAvailable)
    }

    @Test func aNameThatIsNoKernelIsRefused() {
        for name in ["", "Portable", "avx"] {
            #expect(throws: Kernel.SelectionError.unknown(name)) { try Kernel(named: name) }
        }
        for kernel in Kernel.allCases where !kernel.isAvailable {
            #expect(throws: Kernel.SelectionError.unavailable(kernel)) { try Kernel(named: kernel.rawValue) }
        }
    }

    @Test func theErrorNamesWhatThereIs() {
        #expect("\(Kernel.SelectionError.unknown("avx"))".contains("portable"))
        #expect("\(Kernel.SelectionError.unavailable(.ifma))".contains("'ifma'"))
    }

    @Test func aBodyRunsOnTheKernelThatItIsGiven() {
        for kernel in Kernel.available {
            kernel.run { #expect(Kernel.current == kernel) }
        }
    }
}
