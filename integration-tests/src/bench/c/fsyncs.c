/* Counts the syncs of the process it is preloaded into (LD_PRELOAD), and changes nothing else. The count is the first
 * eight bytes of the file that BENCH_FSYNCS names. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static _Atomic uint64_t unseen;
static _Atomic uint64_t *count = &unseen;
static int (*real_fsync)(int), (*real_fdatasync)(int), (*real_msync)(void *, size_t, int);

__attribute__((constructor)) static void begin(void) {
  real_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  real_msync = (int (*)(void *, size_t, int))dlsym(RTLD_NEXT, "msync");
  const char *path = getenv("BENCH_FSYNCS");
  int fd = path ? open(path, O_RDWR) : -1;
  if (fd < 0) return;
  void *shared = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (shared != MAP_FAILED) count = shared;
  close(fd);
}

int fsync(int fd) {
  atomic_fetch_add(count, 1);
  return real_fsync(fd);
}

int fdatasync(int fd) {
  atomic_fetch_add(count, 1);
  return real_fdatasync(fd);
}

int msync(void *start, size_t length, int flags) {
  if (flags & MS_SYNC) atomic_fetch_add(count, 1);
  return real_msync(start, length, flags);
}
