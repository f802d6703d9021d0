/*
 * photo_worker.c -- the confined child that opens what strangers sent; see photo_worker.h.
 *
 * Order matters: read the file, let libraries look at the machine, give up all
 * rights, and only then decode.  A decoder that is taken over finds no file to
 * open, no socket, no program to start, and a bound on memory and time.
 */
#include "app/photo_worker.h"
#include "app/photo_inside.h"
#include "base/must.h"

#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEMORY    ((size_t)768 << 20) /* 50 million pixels of a PNG, and the same again */
#define OUT_BYTES ((rlim_t)24 << 20)
#define CPU_S     9

/* The sanitizers' shadow takes terabytes of addresses. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAS_SHADOW 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_SHADOW 1
#endif
#endif
#ifndef HAS_SHADOW
#define HAS_SHADOW 0
#endif

static bool limit(__rlimit_resource_t what, rlim_t most)
{
    return setrlimit(what, &(struct rlimit){ most, most }) == 0;
}

static bool limits_set(void)
{
    return limit(RLIMIT_CORE, 0) && limit(RLIMIT_CPU, CPU_S) && limit(RLIMIT_FSIZE, OUT_BYTES) &&
           limit(RLIMIT_NOFILE, PHOTO_THUMB + 1) && (HAS_SHADOW || limit(RLIMIT_AS, MEMORY));
}

/* Reading, writing, memory, and leaving; the last row is what abort() needs to be an abort. */
static const int allowed[] = {
    SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(lseek), SCMP_SYS(brk),
    SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(exit),
    SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill),
    /* what the HEVC decoder's own thread needs, which is confined like its parent */
    SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield),
#if HAS_SHADOW
    SCMP_SYS(sigaltstack),       /* asked before every call that doesn't return */
    SCMP_SYS(sched_getaffinity), /* asked by every new thread */
#endif
};

bool photo_confine(void)
{
    scmp_filter_ctx f;
    bool good;

    if (!limits_set() || prctl(PR_SET_DUMPABLE, 0) != 0)
        return false;
    f = seccomp_init(SCMP_ACT_KILL_PROCESS);
    good = f != NULL;
    for (size_t i = 0; i < LEN(allowed) && good; i++)
        good = seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
    /* Memory, but never memory that can be run. */
    good = good && seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                                    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
    good = good && seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                                    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
    /* A thread of this process, never another process.  clone3 hides its flags behind a pointer:
       told that there is none, the library asks again by clone. */
    good = good && seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                                    SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) == 0;
    good = good && seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
    good = good && seccomp_load(f) == 0;
    seccomp_release(f);
    return good;
}

static bool file_read(struct arena *mem, struct span *ret)
{
    struct stat st;
    char *bytes;
    size_t n = 0;

    if (fstat(PHOTO_IN, &st) != 0 || st.st_size > PHOTO_BYTE_LIMIT)
        return false;
    bytes = arena_alloc(mem, (size_t)st.st_size + 1);
    while (n < (size_t)st.st_size) {
        ssize_t got = pread(PHOTO_IN, bytes + n, (size_t)st.st_size - n, (off_t)n);
        if (got <= 0)
            break;
        n += (size_t)got;
    }
    *ret = (struct span){ bytes, n };
    return true;
}

static const char *const said_words[] = {
    [PHOTO_KIND] = "kind",
    [PHOTO_BROKEN] = "broken",
    [PHOTO_CUT] = "cut",
    [PHOTO_BIG] = "big",
};

static int say_so(enum photo_said said)
{
    const char *w = said_words[said];

    return write(STDOUT_FILENO, w, strlen(w)) == (ssize_t)strlen(w) ? 0 : 1;
}

static int work(struct arena *mem, struct span file, bool with_place)
{
    struct pixels p, thumb;
    struct exif exif = { .orientation = 1 };
    char line[160];
    enum photo_said said = photo_decode(mem, file, &p, &exif);
    int n;

    if (said != PHOTO_OK)
        return say_so(said);
    p = pixels_shrink(mem, &p, PHOTO_FULL_SIDE);
    p = pixels_turn(mem, &p, exif.orientation);
    thumb = pixels_shrink(mem, &p, PHOTO_THUMB_SIDE);
    if (!photo_encode(&p, PHOTO_FULL) || !photo_encode(&thumb, PHOTO_THUMB))
        return 1;
    with_place = with_place && exif.has_place;
    n = snprintf(line, sizeof line, "ok %d %d %" PRId64 " %d %" PRId32 " %" PRId32, p.w, p.h,
                 exif.taken_at, with_place, with_place ? exif.lat_e7 : 0,
                 with_place ? exif.lon_e7 : 0);
    return write(STDOUT_FILENO, line, (size_t)n) == n ? 0 : 1;
}

_Noreturn void photo_worker_main(const char *arg)
{
    struct arena *mem = arena_open(MEMORY);
    struct span file;
    int status = 1;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!file_read(mem, &file))
        _exit(say_so(PHOTO_BIG));
    photo_warm_up(mem);
    heic_warm_up();
    if (photo_confine())
        status = work(mem, file, arg && strcmp(arg, "place") == 0);
    _exit(status); /* nothing behind this line may ask for a right that is gone */
}
