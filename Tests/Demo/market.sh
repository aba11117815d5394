#!/bin/sh
# A whole market on one machine, in a temporary folder that goes away afterwards: a service, two workers, an initiator and
# three tasks. It ends in a table of who was paid what and why, and a clean audit. Nothing is left running, however it ends.
set -eu
PATH="$1:$PATH"
work=$(mktemp -d)
running=

finish() {
    status=$?
    trap - EXIT INT TERM
    # shellcheck disable=SC2086 # A list of numbers.
    if [ -n "$running" ]; then
        kill $running 2>/dev/null || true
        wait $running 2>/dev/null || true
    fi
    case $status in
        0 | 130 | 143) ;;
        *) tail -n 5 "$work"/*.log >&2 2>/dev/null || true ;;
    esac
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
export XDG_DATA_HOME="$work/data"
cd "$work"

step() {
    printf '\n# %s\n' "$1"
}

run() {
    printf '$ %s\n' "$*"
    "$@"
}

# The same, where its result is long and tells nothing new.
quietly() {
    printf '$ %s\n' "$*"
    "$@" >.result
}

# The value of a member of a JSON object on one line, where it is a text.
member() {
    sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"
}

# Starts a program that goes on, with its words in a file of that name.
start() {
    name=$1
    shift
    printf '$ %s &\n' "$*"
    "$@" >"$name.out" 2>"$name.log" &
    running="$running $!"
}

step "Everyone makes keys: Alice posts, Bob and Carol work, Owen owns both workers and keeps his key elsewhere"
for who in alice bob carol owen; do
    zktask keygen --out "$who.key" --json >"$who.json"
    printf '%-6s %s\n' "$who" "$(member signingKey <"$who.json")"
done
alice=$(member signingKey <alice.json)
owen=$(member signingKey <owen.json)

step "A service opens"
quietly zkservice init --data market --development
for port in 18080 28080 38080 48080 58080 0; do
    [ "$port" != 0 ] || { echo "no port is free for the service" >&2; exit 3; }
    start service zkservice serve --data market --port "$port"
    service=$!
    url="http://127.0.0.1:$port"
    until grep -qs '^listening on' service.log || ! kill -0 "$service" 2>/dev/null; do sleep 0.1; done
    kill -0 "$service" 2>/dev/null && break
done
quietly zkservice deposit --data market --account "$alice" --amount 10000000 --reference alice-1
for who in bob carol; do
    quietly zkservice deposit --data market --account "$(member signingKey <"$who.json")" --amount 100000 --reference "$who-1"
done

step "Alice posts three tasks: a race, and two that a worker may lease for an hour, to work on it alone"
# A prefix and a reward, then what the offer says besides.
post() {
    prefix=$1
    quietly zktask new vanity-address --prefix "$prefix" --key alice.key --reward "$2" --deadline 1d \
        --keys market/keys --out "$prefix.json"
    shift 2
    quietly zktask post "$prefix.json" --service "$url" --key alice.key "$@"
}
post 1Ab 1000000
post 1Cd 2000000 --lease-seconds 3600
post 1Ef 3000000 --lease-seconds 3600

step "Two workers earn, each with half of the machine, until nothing is left"
for who in bob carol; do
    start "$who" zkworker run --service "$url" --key "$who.key" --payee "$owen" --workspace "$who" \
        --cpu-percentage-limit 0.5 --status 127.0.0.1:0 --until-idle
    case $who in bob) bob=$! ;; carol) carol=$! ;; esac
done
wait "$bob"
wait "$carol"
grep -hE 'chosen|leased|paid|dropped|passed over' bob.log carol.log | sort | cut -c 1-160

step "Who was paid what, and why"
for who in bob carol; do
    echo "$who"
    zkworker earnings --workspace "$who" | sed 's/^/  /'
done
run zkworker jobs --workspace bob

step "Owen was paid for all of it, whoever worked, and takes it out"
run zkservice withdraw --data market --account "$owen" --amount 5940000 --reference payout-1

step "Anyone replays the log and verifies every proof that was paid for"
run zkverify audit "$url"
