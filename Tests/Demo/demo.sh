#!/bin/sh
# One real task from posting to opening, in a temporary folder that goes away afterwards.
set -eu
PATH="$1:$PATH"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_DATA_HOME="$work/data"
cd "$work"

step() {
    printf '\n# %s\n$ %s\n' "$1" "$2"
    sh -c "$2"
}

step "Alice makes her keys" "zktask keygen --out alice.key"
step "She posts a task: an address that begins with 1Zk" \
    "zktask new vanity-address --prefix 1Zk --key alice.key --reward 5000000 --deadline 2d --out task.json"
step "A worker searches, seals what it found to Alice, and proves that it did" "zkworker solve task.json"
step "Anyone checks the proof" "zkverify proof.bin --task task.json"
step "So does a bystander, with nothing but the proof and the verifying key" \
    "zksetup export-vk vanity-address --out vk.json && zkverify proof.bin --vk vk.json --keys nowhere --json"
step "Alice opens the box: only she can form the address's key" \
    "zktask open proof.bin --key alice.key --out wallet.json"
step "What she has now (the private key is left out here)" "grep -E 'address|publicKey' wallet.json"
