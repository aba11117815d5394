import Foundation
import TestSupport
import Testing

/// `zkverify` with the usual arguments does without its parser: nobody may notice.
@Suite(.blocking) struct ShortcutTests {
    @Test func theShortcutAnswersAsTheCommandDoes() throws {
        let terminal = try Terminal()
        for ending in ["zkey", "wtns", "vk.json"] {
            try terminal.write(VectorFiles.own("groth16/artifacts/cubic.\(ending)"), to: "cubic.\(ending)")
        }
        #expect(try terminal.run("zkworker prove cubic.zkey cubic.wtns proof.json public.json").status == 0)
        try terminal.write(Data("[\"1\"]".utf8), to: "other.json")
        try terminal.write(Data("[\"1\", \"2\"]".utf8), to: "two.json")
        try terminal.write(Data("[1]".utf8), to: "number.json")
        for (arguments, status) in [
            ("--vk cubic.vk.json --proof proof.json --public public.json", 0),
            ("--public public.json --vk cubic.vk.json --proof proof.json", 0),
            ("--vk cubic.vk.json --proof proof.json --public other.json", 1),
            ("--vk cubic.vk.json --proof proof.json --public two.json", 2),
            ("--vk cubic.vk.json --proof proof.json --public number.json", 2),
            ("--vk proof.json --proof proof.json --public public.json", 2),
            ("--vk nowhere.json --proof proof.json --public public.json", 3),
            ("--vk cubic.vk.json --vk cubic.vk.json --public public.json", 2),
            ("--vk cubic.vk.json --proof proof.json --public --json", 2),
            ("--vk cubic.vk.json --proof proof.json --pubic public.json", 2),
            ("--vk cubic.vk.json --proof proof.json", 2),
        ] as [(String, Int32)] {
            let (short, long) = try (terminal.run("zkverify \(arguments)"), terminal.run("zkverify check \(arguments)"))
            #expect(short.status == status && long.status == status, "\(arguments): \(short.errors)")
            #expect(short.output == long.output, "\(arguments)")
            #expect(short.errors == long.errors, "\(arguments)")
        }
    }
}
