#!/bin/sh
# Builds and runs an outside package that depends on this one by version: no unsafe flags, nothing private, no
# dependency that an embedder would have to build for our sake.
set -eu
repository=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q "$repository" "$work/VerifiedCompute"
git -C "$work/VerifiedCompute" tag -f 0.1.0 >/dev/null
mkdir "$work/Embedding"
cp "$repository/Tests/Embedding/Package.swift" "$repository/Tests/Embedding/main.swift" "$work/Embedding/"
cd "$work/Embedding"
export VERIFIED_COMPUTE="$work/VerifiedCompute" XDG_DATA_HOME="$work/data"
swift run -c release Embedding
