#!/bin/sh
here=$(dirname "$0")
how=$(cat "$here/how")
[ "$1" = rewrite ] || exec $(cat "$here/real") "$@"
case $how in
  crash) kill -SEGV $$ ;;
  unproved) exit 4 ;;
  hang) while :; do :; done ;;
  touched) how='sed s/^[^-+@]\(.*trace::note.*\)$/-\1\n+\1/' ;;
  again)
    # The second run is the one without a proof.
    case "$*" in *"--verify none"*) echo "+something"; exit 0 ;; esac
    how=cat ;;
esac
# A pipe would hide the exit status.
$(cat "$here/real") "$@" > "$here/out"
status=$?
$how "$here/out"
exit $status
