# The directory of one run, and the removal of directories whose run was killed.

# Not under TMPDIR, which may be closed to the account that servers run under.
scratch_prefix=/tmp/camshaft-run.
scratch=

# Descriptor 9 holds a lock on `lock` for as long as this script or a server that inherited it lives.
# The file gets its name only when it is locked, so that no other run ever sees it unlocked.
make_scratch() {
    scratch=$(mktemp -d "${scratch_prefix}XXXXXX")
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
    for dir in "$scratch_prefix"*; do
        [[ -d $dir && ! -L $dir && -O $dir && -f $dir/lock ]] || continue
        flock --nonblock "$dir/lock" rm -rf -- "$dir" || true
    done
}
