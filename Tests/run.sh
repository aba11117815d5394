#!/bin/sh
# Runs the tests with the command that follows, and names at the end what failed: in thousands of lines nobody finds it.
set -u
log=.build/test.log
mkdir -p .build
{ "$@" 2>&1; echo $? >"$log.status"; } | tee "$log"
status=$(cat "$log.status")
if [ "$status" != 0 ]; then
    echo
    echo "What failed (the whole is in $log):"
    # An issue goes on in the lines below it, up to the next test's; a test that never ended is where a crash was.
    awk '
        /^[◇✔✘➜] (Test|Suite)/ { shown = 0 }
        /^◇ Test .* started\.$/ { name = $0; sub(/^◇ /, "", name); sub(/ started\.$/, "", name); running[name] = 1 }
        /^[✔✘➜] Test .* (passed|failed|skipped)/ {
            name = $0; sub(/^[✔✘➜] /, "", name); sub(/ (passed|failed) after.*$/, "", name); sub(/ skipped.*$/, "", name)
            delete running[name]
        }
        / recorded an issue/ { shown = 40 }
        /^error: |Fatal error/ { shown = 1 }
        shown > 0 { print; shown-- }
        /Test run with/ { closing = $0 }
        END { for (name in running) print name " did not end"; if (closing) print closing }
    ' "$log"
fi
exit "$status"
