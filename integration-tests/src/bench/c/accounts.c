/* What the gateway costs: CPU and memory of its process and all its children, and what the disk was told. */
#include "bench.h"
#include <ctype.h>
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MOST 4096

struct memory memory_idle, memory_peak;
static _Atomic int watch_ended;
static pthread_mutex_t reading = PTHREAD_MUTEX_INITIALIZER; /* the lists of processes are static */

static int slurp(const char *path, char *into, size_t room) {
  FILE *file = fopen(path, "r");
  if (!file) return -1;
  size_t length = fread(into, 1, room - 1, file);
  into[length] = 0;
  fclose(file);
  return (int)length;
}

/* The gateway's process and its descendants. */
static int gateway_processes(int *found) {
  static int all[MOST], parents[MOST];
  int known = 0, count = 0;
  if (!options.gateway_pid) return 0;
  DIR *proc = opendir("/proc");
  struct dirent *entry;
  while (proc && (entry = readdir(proc)) && known < MOST) {
    char path[300], stat[1024], state;
    int parent;
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
    if (slurp(path, stat, sizeof stat) < 0) continue;
    char *name_end = strrchr(stat, ')');
    if (!name_end || sscanf(name_end + 1, " %c %d", &state, &parent) != 2) continue;
    all[known] = atoi(entry->d_name);
    parents[known++] = parent;
  }
  if (proc) closedir(proc);
  found[count++] = (int)options.gateway_pid;
  for (int at = 0; at < count; at++)
    for (int other = 0; other < known && count < MOST; other++)
      if (parents[other] == found[at]) found[count++] = all[other];
  return count;
}

/* With the children that have ended and were waited for. */
static void gateway_cpu(struct account *account) {
  static int found[MOST];
  double hertz = (double)sysconf(_SC_CLK_TCK);
  int count = gateway_processes(found);
  for (int at = 0; at < count; at++) {
    char path[64], stat[1024];
    unsigned long user, system;
    long children_user, children_system;
    snprintf(path, sizeof path, "/proc/%d/stat", found[at]);
    if (slurp(path, stat, sizeof stat) < 0) continue;
    char *name_end = strrchr(stat, ')');
    if (!name_end) continue;
    if (sscanf(name_end + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld", &user, &system,
            &children_user, &children_system) != 4)
      continue;
    account->gateway_user += (double)(user + (unsigned long)children_user) / hertz;
    account->gateway_system += (double)(system + (unsigned long)children_system) / hertz;
  }
}

static void disk(struct account *account) {
  FILE *file = fopen("/proc/diskstats", "r");
  char line[512];
  while (file && options.disk[0] && fgets(line, sizeof line, file)) {
    char name[64];
    unsigned long long n[17] = {0};
    int fields = sscanf(line,
        "%*u %*u %63s %llu %llu %llu %llu %llu %llu %llu %llu %llu %llu %llu %llu %llu %llu %llu %llu %llu", name, n,
        n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7, n + 8, n + 9, n + 10, n + 11, n + 12, n + 13, n + 14, n + 15,
        n + 16);
    if (fields < 17 || strcmp(name, options.disk) != 0) continue;
    account->writes = n[4];
    account->flushes = n[15];
  }
  if (file) fclose(file);
}

void account_take(struct account *account) {
  memset(account, 0, sizeof *account);
  pthread_mutex_lock(&reading);
  gateway_cpu(account);
  pthread_mutex_unlock(&reading);
  disk(account);
  char stat[16384];
  unsigned long long n[7] = {0};
  if (slurp("/proc/stat", stat, sizeof stat) > 0
      && sscanf(stat, "cpu %llu %llu %llu %llu %llu %llu %llu", n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6) == 7)
    account->machine_busy = (double)(n[0] + n[1] + n[2] + n[5] + n[6]) / (double)sysconf(_SC_CLK_TCK);
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  account->generator = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec)
      + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

void memory_read(struct memory *memory, int with_pss) {
  static int found[MOST];
  long page_kb = sysconf(_SC_PAGESIZE) / 1024;
  pthread_mutex_lock(&reading);
  memory->processes = gateway_processes(found);
  memory->rss_kb = memory->pss_kb = 0;
  for (int at = 0; at < memory->processes; at++) {
    char path[64], text[4096];
    long resident;
    snprintf(path, sizeof path, "/proc/%d/statm", found[at]);
    if (slurp(path, text, sizeof text) > 0 && sscanf(text, "%*d %ld", &resident) == 1)
      memory->rss_kb += resident * page_kb;
    if (!with_pss) continue;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", found[at]);
    char *pss = slurp(path, text, sizeof text) > 0 ? strstr(text, "\nPss:") : NULL;
    if (pss) memory->pss_kb += atol(pss + 5);
  }
  pthread_mutex_unlock(&reading);
}

static void keep_most(const struct memory *seen) {
  if (seen->rss_kb > memory_peak.rss_kb) memory_peak.rss_kb = seen->rss_kb;
  if (seen->pss_kb > memory_peak.pss_kb) memory_peak.pss_kb = seen->pss_kb;
  if (seen->processes > memory_peak.processes) memory_peak.processes = seen->processes;
}

/* Looks five times a second; the proportional size, which is dear to read, once a second. */
void *memory_watch(void *unused) {
  for (int look = 0; !watch_ended; look++) {
    struct memory seen;
    memory_read(&seen, look % 5 == 0);
    keep_most(&seen);
    for (int wait = 0; wait < 10 && !watch_ended; wait++) usleep(20000);
  }
  return unused;
}

void memory_watch_end(void) { watch_ended = 1; }
