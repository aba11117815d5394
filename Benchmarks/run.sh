#!/bin/sh
# Measures every piece, each in a process of its own, and prints one table.
#
#   sh Benchmarks/run.sh [JSON-FILE]     FILTER, a regular expression, measures only the rows whose whole name it is
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
echo "measuring, which takes some minutes" >&2
$swift package benchmark --format influx --path stdout --no-progress ${FILTER:+--filter "$FILTER"} \
    >"$work/results" 2>"$work/errors" || { cat "$work/results" "$work/errors" >&2; exit 1; }
.build/release/Table "$load" ${json:+"$json"} <"$work/results"
