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
    # An issue goes on in the lines below it, up to the next test's. Where there is no closing line, the tests that did not end are
    # where a crash was.
    awk '
        /^[^ ]+ (Test|Suite) / { shown = 0; name = $3 }
        /^[^ ]+ Test .* started\.$/ { running[name] = 1 }
        /^[^ ]+ Test .* (passed|failed) after / { delete running[name] }
        / recorded an issue/ { shown = 40 }
        /^error: |Fatal error/ { shown = 1 }
        shown > 0 { print; shown-- }
        /^[^ ]+ Test run with / { closing = $0 }
        END {
            if (closing) print closing
            else for (name in running) print name " did not end"
        }
    ' "$log"
fi
exit "$status"
