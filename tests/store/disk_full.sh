#!/bin/sh
# The disk fills while a store commits, backs up, exports, restores: an error that says so, no damage, and the next try after room is made works.
# The disk is a small file system in memory, in a mount namespace of the script's own: no other program sees it, and it goes with the script.
if [ -z "${BCF_OWN_MOUNTS:-}" ] && unshare -rm true 2>/dev/null; then
	BCF_OWN_MOUNTS=yes exec unshare -rm sh "$0" "$@"
fi
. tests/store/drill.sh
if [ -z "${BCF_OWN_MOUNTS:-}" ]; then
	skip "the disk fills" "this account may not mount a file system of its own"
	finish
fi

disk=$tmp/disk
# new_disk KILOBYTES
new_disk() {
	umount "$disk" 2>/dev/null
	mkdir -p "$disk"
	mount -t tmpfs -o "size=$1k" tmpfs "$disk"
}
# Everything but $1 kilobytes of the disk is taken; `make_room` gives it back.
leave() {
	free=$(df --output=avail -k "$disk" | tail -n 1)
	head -c $(((free - $1) * 1024)) /dev/zero >"$disk/ballast"
}
make_room() {
	rm "$disk/ballast"
}
# The message says that it is the disk, in the store's words or the system's.
says_full() {
	grep -qE 'the disk is full|No space left on device' "$tmp/err" || fault "nothing says that the disk is full: $(head -n 1 "$tmp/err")"
}

drill_plan "$tmp/plan" 40
new_disk 8192 || { skip "the disk fills" "no file system can be mounted"; finish; }

# Commits, with more and more room left: each fails somewhere else.
rooms="0 16 32 48 64 128 256 480"
[ -n "$full" ] && rooms=$(seq 0 4 1200)
tried=0 refused=0 saved=0
for room in $rooms; do
	[ -z "$faults" ] || break
	new_disk 8192
	rm -rf "$tmp/told"
	mkdir "$tmp/told"
	"$tools/writer" begin "$disk/a.db" "$tmp/plan" one
	leave "$room"
	run "$tools/writer" run "$disk/a.db" one 7 1000 100
	grep '^ack' "$tmp/out" >>"$tmp/told/1"
	tried=$((tried + 1))
	saved=$((saved + $(count_of ack "$tmp/told/1")))
	[ "$status" -ne 0 ] || fault "with $room kB left 1,000 commits succeeded"
	says_full
	refused=$((refused + 1))
	cat "$tmp/err" >>"$tmp/said"
	# Reading needs 32 kB for the index of the log; with less it says so.
	if [ "$room" -ge 32 ]; then hold "$disk/a.db" 0; fi
	make_room
	run "$tools/writer" run "$disk/a.db" one 7 2 900000
	is_status 0
	grep '^ack' "$tmp/out" >>"$tmp/told/1"
	hold "$disk/a.db" 0
done
echo "# $tried times the disk filled: $saved commits acknowledged, $refused refused"
ok "commits on a disk that fills: each is there or was refused, the store verifies, and with room made the next is saved"

# A store on a disk with room; what is made of it is not.
home=$tmp/home.db
rm -rf "$tmp/told"
mkdir "$tmp/told"
"$tools/writer" begin "$home" "$tmp/plan" one
"$tools/writer" run "$home" one 7 40 100 >"$tmp/told/1"

# fills SENTENCE COMMAND... TARGET: fails with little room, leaves nothing behind, and works with room.
fills() {
	sentence=$1
	shift
	for room in 0 4 8 16 32 64 96 128; do
		new_disk 8192
		leave "$room"
		run bcf "$@"
		[ "$room" -gt 8 ] && [ "$status" -eq 0 ] && break # it is smaller than that
		is_status 2
		says_full
		true_that "nothing half-done is left" [ "$(ls -A "$disk")" = ballast ]
		make_room
		run bcf "$@"
		is_status 0
	done
	hold "$home" 0
	ok "$sentence"
}
fills "a backup on a disk that fills fails, leaves nothing behind, and works with room made" store backup "$home" "$disk/b.db"
true_that "the backup verifies" bcf store verify "$disk/b.db"
cp "$disk/b.db" "$tmp/b.db"
fills "an export on a disk that fills fails, leaves nothing behind, and works with room made" store export "$home#one" "$disk/plan"
fills "an export of all on a disk that fills fails, leaves nothing behind, and works with room made" store export "$home" --all "$disk/all"
fills "a restore on a disk that fills fails, leaves nothing behind, and works with room made" store restore "$tmp/b.db" "$disk/c.db"
true_that "what was restored verifies" bcf store verify "$disk/c.db"

umount "$disk"
finish
