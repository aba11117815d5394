#!/bin/sh
# Measures every piece, each in a process of its own, and prints one table.
#
#   sh Benchmarks/run.sh [JSON-FILE]
#
#   FILTER       a regular expression: measures only the rows whose whole name it is
#   KERNELS      the kernels to measure under, separated by spaces; all that the processor has, if not given
#   LARGE=1      measures 2^20 too
#   RAPIDSNARK   the path of rapidsnark's prover: measures ours against it, in turns
set -eu
json=${1:-}
case $json in "" | /*) ;; *) json=$PWD/$json ;; esac
cd "$(dirname "$0")"
swift=${SWIFT:-swift}
load=$(cut -d ' ' -f 1 /proc/loadavg)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "building" >&2
$swift build -c release >"$work/build" 2>&1 || { cat "$work/build" >&2; exit 1; }
kernels=${KERNELS:-$(.build/release/Table kernels)}
echo "measuring under the kernels $(echo $kernels), which takes a while" >&2
fastest=yes
for kernel in $kernels; do
    # What does not depend on the kernel is measured once.
    filter=${FILTER:-$([ $fastest = yes ] && echo '.*' || echo '(MSM|NTT|prove|verify|setup|seal).*')}
    VC_KERNELS=$kernel $swift package benchmark --format influx --path stdout --no-progress --filter "$filter" \
        $([ "${LARGE:-}" ] || echo --skip '.*2\^20.*') \
        >"$work/$kernel.results" 2>"$work/errors" || { cat "$work/$kernel.results" "$work/errors" >&2; exit 1; }
    fastest=no
done

powers=16,18${LARGE:+,20}
if [ "${RAPIDSNARK:-}" ] && [ -z "${FILTER:-}" ]; then
    $swift build ${BUILD_FLAGS:--c release} --package-path .. --product zkworker >"$work/build" 2>&1 || { cat "$work/build" >&2; exit 1; }
    .build/release/Pairs ../.build/release/zkworker .build/keys $powers "$work/pairs.json" >"$work/pairs"
else
    echo "not compared with rapidsnark: RAPIDSNARK names its prover" >&2
fi
.build/release/Table "$load" "$work" "${json:-}" $kernels
[ ! -f "$work/pairs" ] || cat "$work/pairs"
