/* Records which function called which while a program runs.
 *
 * The program is compiled with -finstrument-functions-after-inlining, so that
 * every function announces itself, the resumed parts of coroutines included.
 * This file is compiled without, and preloaded. Where a table of the program's
 * own functions exists (see executions.py), each call of one of them is
 * recorded once: the innermost own function that was running, the address that
 * the call returns to, and the function itself. Code in between that has no
 * entry in the table shows in the return address: it lies elsewhere.
 *
 * Exceptions and longjmp leave functions without telling. So a frame is known
 * by the place of its return address on the stack: a frame at or below the one
 * that is just beginning has ended, and so has one whose return address is no
 * longer there. Records go to a shared mapping of a file and outlive whatever
 * ends the process; a forked child writes to its parent's.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SLOTS = 1 << 21, RECORDS = 1 << 20, DEPTH = 1 << 18 };

struct record {
  uint64_t caller, site, callee;
};
struct file {
  _Atomic uint64_t count;
  uint64_t unused[2];
  struct record records[RECORDS];
};
struct frame {
  uint64_t *slot; /* where the return address stands */
  uint64_t site;  /* the return address */
  uint64_t function;
};

static struct file *out;
static _Atomic uint32_t *recorded; /* hash -> 1 + index into records */
static uint64_t *own;              /* hash set of addresses */
static uint64_t own_mask;
static __thread struct frame *stack __attribute__((tls_model("initial-exec")));
static __thread uint32_t depth __attribute__((tls_model("initial-exec")));

static void *memory(size_t size, int flags) {
  void *got = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_NORESERVE | flags, -1, 0);
  return got == MAP_FAILED ? NULL : got;
}

static uint64_t mix(uint64_t x) {
  x ^= x >> 31;
  x *= 0x9e3779b97f4a7c15u;
  return x ^ x >> 29;
}

static int is_own(uint64_t address) {
  for (uint64_t i = mix(address);; ++i) {
    uint64_t found = own[i & own_mask];
    if (found == address)
      return 1;
    if (!found)
      return 0;
  }
}

static void record(uint64_t caller, uint64_t site, uint64_t callee) {
  /* A call site says nearly all: most calls were seen a moment ago. */
  static __thread struct record recent[1 << 10] __attribute__((tls_model("initial-exec")));
  struct record *last = &recent[(site ^ callee >> 4) & ((1 << 10) - 1)];
  if (last->callee == callee && last->site == site && last->caller == caller)
    return;
  *last = (struct record){caller, site, callee};
  for (uint64_t i = mix(caller + mix(site + mix(callee)));; ++i) {
    _Atomic uint32_t *slot = &recorded[i & (SLOTS - 1)];
    uint32_t index = atomic_load(slot);
    if (!index) {
      uint64_t next = atomic_load(&out->count);
      if (next >= RECORDS)
        return;
      next = atomic_fetch_add(&out->count, 1);
      if (next >= RECORDS)
        return;
      out->records[next] = (struct record){caller, site, callee};
      if (atomic_compare_exchange_strong(slot, &index, (uint32_t)next + 1))
        return;
      /* Somebody else took the slot: a record twice does no harm. */
    }
    struct record *r = &out->records[index - 1];
    if (r->callee == callee && r->site == site && r->caller == caller)
      return;
  }
}

static void leave_below(uint64_t *slot) {
  while (depth && stack[depth - 1].slot <= slot)
    --depth;
}

void __cyg_profile_func_enter(void *function, void *site) {
  if (!out || !is_own((uint64_t)function))
    return;
  if (!stack && !(stack = memory(DEPTH * sizeof *stack, MAP_PRIVATE)))
    return;
  uint64_t *slot = (uint64_t *)__builtin_frame_address(1) + 1;
  leave_below(slot);
  while (depth && *stack[depth - 1].slot != stack[depth - 1].site)
    --depth;
  record(depth ? stack[depth - 1].function : 0, (uint64_t)site, (uint64_t)function);
  if (depth < DEPTH)
    stack[depth++] = (struct frame){slot, (uint64_t)site, (uint64_t)function};
}

void __cyg_profile_func_exit(void *function, void *site) {
  (void)function, (void)site;
  if (depth)
    leave_below((uint64_t *)__builtin_frame_address(1) + 1);
}

/* Whoever catches an exception has left everything below itself. */
void *__cxa_begin_catch(void *exception) {
  static void *(*next)(void *);
  if (!next)
    *(void **)&next = dlsym(RTLD_NEXT, "__cxa_begin_catch");
  if (depth)
    leave_below((uint64_t *)__builtin_frame_address(0) + 1);
  return next(exception);
}

struct modules {
  FILE *list;
  uint64_t *addresses;
  size_t count;
};

static int see_module(struct dl_phdr_info *info, size_t size, void *data) {
  struct modules *modules = data;
  char path[4096], table[8192];
  (void)size;
  if (!realpath(*info->dlpi_name ? info->dlpi_name : "/proc/self/exe", path))
    return 0;
  int used = snprintf(table, sizeof table, "%s/tables/", getenv("RECOLOR_TRACE"));
  for (const char *p = path; *p; ++p)
    table[used++] = *p == '/' ? '%' : *p;
  table[used] = 0;
  FILE *file = fopen(table, "rb");
  if (!file)
    return 0;
  uint64_t offset;
  modules->addresses = realloc(modules->addresses, (modules->count + (1 << 20)) * 8);
  for (int n = 0; n < 1 << 20 && fread(&offset, 8, 1, file) == 1; ++n)
    modules->addresses[modules->count++] = info->dlpi_addr + offset;
  fclose(file);
  fprintf(modules->list, "%llx %s\n", (unsigned long long)info->dlpi_addr, path);
  return 0;
}

__attribute__((constructor)) static void begin(void) {
  const char *folder = getenv("RECOLOR_TRACE");
  if (!folder)
    return;
  char *text;
  size_t length;
  struct modules modules = {open_memstream(&text, &length), NULL, 0};
  dl_iterate_phdr(see_module, &modules);
  fclose(modules.list);
  if (!modules.count)
    return;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  char path[4096];
  snprintf(path, sizeof path, "%s/%d-%lld%09ld.modules", folder, getpid(), (long long)now.tv_sec, now.tv_nsec);
  int list = open(path, O_CREAT | O_EXCL | O_WRONLY, 0666);
  if (list < 0 || write(list, text, length) != (ssize_t)length)
    return;
  close(list);
  strcpy(strrchr(path, '.'), ".trace");
  int file = open(path, O_CREAT | O_EXCL | O_RDWR, 0666);
  if (file < 0 || ftruncate(file, sizeof *out))
    return;
  struct file *mapped = mmap(NULL, sizeof *out, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  for (own_mask = 4; own_mask < modules.count * 2; own_mask *= 2)
    ;
  own = memory(own_mask-- * 8, MAP_PRIVATE);
  recorded = memory(SLOTS * sizeof *recorded, MAP_SHARED);
  if (mapped == MAP_FAILED || !own || !recorded)
    return;
  for (size_t i = 0; i < modules.count; ++i) {
    uint64_t at = mix(modules.addresses[i]);
    while (own[at & own_mask])
      ++at;
    own[at & own_mask] = modules.addresses[i];
  }
  free(modules.addresses);
  free(text);
  out = mapped;
}
