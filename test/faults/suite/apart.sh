#!/bin/sh
# Runs a command as root on a machine of its own: its own network, processes and mounts, which all end with it and leave nothing behind.
# The tree of the machine stands below as it is; new are /run, the folder /faults in memory, the mount points of deploy/compose.yaml, and /etc/hosts.
if [ "${1:-}" != inside ]; then
  exec unshare --net --mount --pid --fork --kill-child --mount-proc "$0" inside "$@"
fi
set -eu
shift
root=/mnt
mount --make-rprivate /
mount -t tmpfs -o mode=0755 tmpfs "$root"
for at in /*; do
  case "$at" in /mnt | /run | /data | /deploy | /faults) continue ;; esac
  if [ -L "$at" ]; then
    cp -P "$at" "$root$at"
  elif [ -d "$at" ]; then
    mkdir "$root$at"
    mount --rbind "$at" "$root$at"
  fi
done
mkdir -p "$root/run/netns" "$root/data" "$root/deploy" "$root/faults" "$root/mnt"
echo '127.0.0.1 localhost' >"$root/faults/hosts"
mount --bind "$root/faults/hosts" "$root/etc/hosts"
ip link set lo up
here=$(pwd)
exec chroot "$root" sh -c 'cd "$1" && shift && exec "$@"' sh "$here" "$@"
