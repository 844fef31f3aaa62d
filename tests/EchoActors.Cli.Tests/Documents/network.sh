#!/usr/bin/env bash
# A network of hosts, each a network namespace on one bridge, with names of their own. It stands until the input ends.
#
#   unshare [--user --map-root-user] --net --mount network.sh ROOT NAME=ADDRESS...
#     ROOT/etc, ROOT/opt: laid over /etc and /opt, in these namespaces only; ROOT/run, where there is one, is their /run
#
# Prints "NAME PID" for each host (enter it with nsenter --target PID), then "ready".
set -euo pipefail
root=$1
shift
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT

cp --archive --no-clobber /etc/. "$root/etc" 2>/dev/null || true # what this user may not read, nobody here needs
for entry in /opt/*; do
  mkdir -p "$root/opt/${entry##*/}"
  mount --rbind "$entry" "$root/opt/${entry##*/}"
done
mount --rbind "$root/opt" /opt
mount --bind "$root/etc" /etc
if [ -d "$root/run" ]; then mount --rbind "$root/run" /run; fi

ip link set lo up
ip link add hub type bridge
ip link set hub up
number=0
for host in "$@"; do
  number=$((number + 1))
  exec {started}< <(exec unshare --net bash -c 'echo $BASHPID; exec sleep infinity')
  read -r pid <&"$started"
  ip link add "host$number" type veth peer name eth0 netns "$pid"
  ip link set "host$number" master hub up
  nsenter --target "$pid" --net bash -c "ip link set lo up; ip address add ${host#*=}/24 dev eth0; ip link set eth0 up"
  pids+=("$pid")
  echo "${host%%=*} $pid"
done
trap 'kill "${pids[@]}"' EXIT
echo ready
cat
