#include "bench.h"
#include <errno.h>
#include <getopt.h>
#include <openssl/err.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct options options = {
    .label = "", .from = "bench@sender.test", .to = "user@partner.test", .certificate = "sink.pem", .disk = "",
    .connections = 10, .messages = 1000, .per_connection = 10, .timeout_s = 300, .settle_ms = 500, .size = 10240};
struct row *rows;
struct shared *shared;
struct tally tally;

uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void die(const char *what) {
  perror(what);
  ERR_print_errors_fp(stderr);
  exit(71);
}

static void read_options(int count, char **words) {
  static const struct option known[] = {{"label", 1, 0, 'l'}, {"port", 1, 0, 'p'}, {"sink-port", 1, 0, 'P'},
      {"connections", 1, 0, 'c'}, {"messages", 1, 0, 'n'}, {"per-connection", 1, 0, 'm'}, {"size", 1, 0, 's'},
      {"rate", 1, 0, 'r'}, {"timeout", 1, 0, 't'}, {"gateway-pid", 1, 0, 'g'}, {"certificate", 1, 0, 'C'},
      {"disk", 1, 0, 'd'}, {"from", 1, 0, 'f'}, {"to", 1, 0, 'T'}, {"accept-only", 0, 0, 'a'}, {0, 0, 0, 0}};
  int option;
  while ((option = getopt_long(count, words, "", known, NULL)) != -1) switch (option) {
      case 'l': options.label = optarg; break;
      case 'p': options.port = atoi(optarg); break;
      case 'P': options.sink_port = atoi(optarg); break;
      case 'c': options.connections = atoi(optarg); break;
      case 'n': options.messages = atoi(optarg); break;
      case 'm': options.per_connection = atoi(optarg); break;
      case 's': options.size = atol(optarg); break;
      case 'r': options.rate = atof(optarg); break;
      case 't': options.timeout_s = atoi(optarg); break;
      case 'g': options.gateway_pid = atol(optarg); break;
      case 'C': options.certificate = optarg; break;
      case 'd': options.disk = optarg; break;
      case 'f': options.from = optarg; break;
      case 'T': options.to = optarg; break;
      case 'a': options.accept_only = 1; break;
      default: exit(64);
    }
}

static void *common(size_t size) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) die("shared memory");
  return memory;
}

/* Until every accepted message has arrived, or the time is over. */
static uint64_t await_end(void) {
  uint64_t deadline = tally.begun + (uint64_t)options.timeout_s * 1000000000u;
  while (now_ns() < deadline) {
    usleep(2000);
    uint64_t accepted = tally.accepted, arrived = shared->delivered;
    if (accepted + tally.refused < (uint64_t)options.messages) continue;
    if (options.accept_only || arrived >= accepted) return now_ns();
  }
  tally.abort = 1;
  return now_ns();
}

int main(int count, char **words) {
  read_options(count, words);
  signal(SIGPIPE, SIG_IGN);
  message_build();
  shared = common(sizeof *shared);
  rows = common(sizeof *rows * (size_t)(options.messages + 1));
  int listening = sink_listen();
  pid_t sink = fork();
  if (sink < 0) die("fork");
  if (sink == 0) sink_run(listening);
  close(listening);

  generator_prepare();
  memory_read(&memory_idle, 1);
  pthread_t watch;
  pthread_create(&watch, NULL, memory_watch, NULL);
  struct account before, after;
  account_take(&before);
  tally.begun = now_ns();
  pthread_t *threads = calloc((size_t)options.connections, sizeof *threads);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 256 * 1024);
  for (int at = 0; at < options.connections; at++)
    if ((errno = pthread_create(&threads[at], &attributes, generator_thread, NULL))) die("threads");
  uint64_t ended = await_end();
  usleep((useconds_t)options.settle_ms * 1000); /* what the gateway does after the last delivery is its cost too */
  account_take(&after);
  memory_watch_end();
  pthread_join(watch, NULL);
  for (int at = 0; at < options.connections && !tally.abort; at++) pthread_join(threads[at], NULL);
  atomic_store(&shared->stop, 1);
  for (int wait = 0; wait < 300 && !shared->sink_ended; wait++) usleep(10000);
  if (!shared->sink_ended) kill(sink, SIGKILL);
  waitpid(sink, NULL, 0);
  return report_print(&before, &after, ended);
}
