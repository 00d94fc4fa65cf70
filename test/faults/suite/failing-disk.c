/* Loaded into PostgreSQL before its own libraries (LD_PRELOAD): while the file that $FAILING_DISK names is there, nothing can be written or synced (EIO). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int fails(void) {
  const char *file = getenv("FAILING_DISK");
  int before = errno;
  int there = file != NULL && access(file, F_OK) == 0;
  errno = there ? EIO : before;
  return there;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fsync(int fd) { return fails() ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return fails() ? -1 : REAL(fdatasync)(fd); }
ssize_t pwrite(int fd, const void *from, size_t size, off_t at) { return fails() ? -1 : REAL(pwrite)(fd, from, size, at); }
ssize_t pwrite64(int fd, const void *from, size_t size, off64_t at) { return fails() ? -1 : REAL(pwrite64)(fd, from, size, at); }
ssize_t pwritev(int fd, const struct iovec *from, int count, off_t at) { return fails() ? -1 : REAL(pwritev)(fd, from, count, at); }
