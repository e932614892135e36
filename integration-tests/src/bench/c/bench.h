/* The load of the relay benchmark: a generator of mail and the sink in which it ends, two processes of one program.
 * They share a table with one row a message. */
#ifndef BENCH_H
#define BENCH_H

#include <openssl/ssl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct options {
  const char *label, *from, *to, *certificate, *disk;
  int port, sink_port, connections, messages, per_connection, timeout_s, settle_ms, accept_only;
  long size, gateway_pid;
  double rate; /* messages a second; 0: as fast as it goes */
};
extern struct options options;

/* One message; times in nanoseconds of CLOCK_REALTIME, 0 while it has not happened. */
struct row {
  uint64_t sent, accepted, delivered;
  _Atomic unsigned deliveries;
};
extern struct row *rows;

/* What the two processes tell each other. */
struct shared {
  _Atomic int stop, sink_ended;
  _Atomic uint64_t delivered, corrupt, foreign, last_delivery;
  _Atomic uint64_t connections, open, most_open, full_handshakes, resumed_handshakes, failed_handshakes;
  _Atomic uint64_t clear_text_refused;
  double sink_cpu_s;
};
extern struct shared *shared;

/* What the generator's threads count. */
struct tally {
  _Atomic long next;
  _Atomic uint64_t accepted, refused, connections, resumed, trouble, ambiguous, last_accepted;
  _Atomic int abort;
  uint64_t begun;
  char first_trouble[400];
};
extern struct tally tally;

/* message.c: one message, whose id and time are written into a copy of it. */
struct message {
  char *text;
  size_t length, header_length, at_message_id, at_sequence, at_time;
  unsigned run;
};
extern struct message message;
void message_build(void);
void message_number(char *copy, long sequence, uint64_t time);
/* The sequence number and time in one header line; -1 if it is not that header or is of another run. */
long message_sequence(const char *header, uint64_t *time);

/* wire.c: a connection, in clear text until ssl is set. */
struct wire {
  int fd;
  SSL *ssl;
  char *in;
  size_t capacity, start, end;
  char out[4096];
  size_t pending;
};
void wire_open(struct wire *wire, int fd);
void wire_close(struct wire *wire);
int wire_write(struct wire *wire, const char *bytes, size_t length);
/* The next line with its end, in place; 0 when the connection is lost. */
char *wire_raw_line(struct wire *wire, size_t *length);
/* The next line without its end, terminated; NULL when the connection is lost. */
char *wire_line(struct wire *wire, size_t *length);
int wire_has_line(const struct wire *wire);
void wire_put(struct wire *wire, const char *text);
int wire_flush(struct wire *wire);
void wire_no_delay(int fd);

/* sink.c, generator.c */
int sink_listen(void);
void sink_run(int listening);
void generator_prepare(void);
void *generator_thread(void *unused);

/* accounts.c: what it costs. CPU in seconds; counts since the machine started. */
struct account {
  double gateway_user, gateway_system, generator, machine_busy;
  uint64_t writes, flushes;
};
struct memory {
  long rss_kb, pss_kb;
  int processes;
};
void account_take(struct account *account);
void *memory_watch(void *unused);
void memory_watch_end(void);
extern struct memory memory_idle, memory_peak;
void memory_read(struct memory *memory, int with_pss);

/* report.c: one JSON object on standard output; 0 if every accepted message arrived once and whole. */
int report_print(const struct account *before, const struct account *after, uint64_t ended);

uint64_t now_ns(void);
void die(const char *what);

#endif
