# The directory of one run, and the removal of directories whose run was killed.

# Not under TMPDIR, which may be closed to the account that servers run under.
scratch_name=camshaft-run.
scratch=

# Prints where to make the directory. Each test has a database of its own, which is hundreds of small files: making and
# deleting them takes a disk's file system four times as long as memory. Measurements are taken on the disk.
scratch_home() {
    local free
    free=$(df --output=avail --block-size=1G /dev/shm 2>/dev/null | tail -n 1)
    if [[ $1 == run_tests && -w /dev/shm ]] && ((${free:-0} >= 3)); then
        printf '/dev/shm\n'
    else
        printf '/tmp\n'
    fi
}

# Descriptor 9 holds a lock on `lock` for as long as this script or a server that inherited it lives.
# The file gets its name only when it is locked, so that no other run ever sees it unlocked.
make_scratch() {
    scratch=$(mktemp -d "$(scratch_home "$1")/${scratch_name}XXXXXX")
    chmod 711 "$scratch"
    exec 9>"$scratch/unnamed"
    flock 9
    mv "$scratch/unnamed" "$scratch/lock"
}

remove_scratch() {
    [[ -z $scratch ]] || rm -rf -- "$scratch"
    scratch=
}

# Removes what killed runs left: directories of this user, with a lock that nobody holds.
remove_stale_scratch() {
    local dir
    for dir in {/dev/shm,/tmp}/"$scratch_name"*; do
        [[ -d $dir && ! -L $dir && -O $dir && -f $dir/lock ]] || continue
        flock --nonblock "$dir/lock" rm -rf -- "$dir" || true
    done
}
