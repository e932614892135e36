/* The partner's server: takes nothing before STARTTLS, compares every body, and counts. */
#include "bench.h"
#include <arpa/inet.h>
#include <openssl/err.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static SSL_CTX *context;

static void raise_to(_Atomic uint64_t *highest, uint64_t value) {
  uint64_t seen = atomic_load(highest);
  while (seen < value && !atomic_compare_exchange_weak(highest, &seen, value)) continue;
}

static void delivered(long sequence, uint64_t sent, int damaged) {
  if (sequence < 0) { /* of another run */
    atomic_fetch_add(&shared->foreign, 1);
    return;
  }
  if (damaged) atomic_fetch_add(&shared->corrupt, 1);
  struct row *row = &rows[sequence];
  if (atomic_fetch_add(&row->deliveries, 1) > 0) return;
  row->delivered = now_ns();
  if (!row->sent) row->sent = sent;
  raise_to(&shared->last_delivery, row->delivered);
  atomic_fetch_add(&shared->delivered, 1);
}

/* Reads a message up to its lone dot; -1 when the connection is lost. */
static int content(struct wire *wire) {
  const char *body = message.text + message.header_length;
  size_t body_length = message.length - message.header_length, at = 0, length;
  long sequence = -1;
  uint64_t sent = 0;
  int in_header = 1, damaged = 0;
  for (;;) {
    char *line = wire_raw_line(wire, &length);
    if (!line) return -1;
    if (line[0] == '.') {
      if (length <= 3) break;
      line++;
      length--;
    }
    if (in_header) {
      if (length <= 2) in_header = 0;
      else if (sequence < 0 && length > 12) sequence = message_sequence(line, &sent);
    } else if (!damaged) {
      damaged = at + length > body_length || memcmp(line, body + at, length) != 0;
      at += length;
    }
  }
  delivered(sequence, sent, damaged || at != body_length);
  return 0;
}

static int handshake(struct wire *wire) {
  wire_put(wire, "220 2.0.0 go ahead\r\n");
  if (wire_flush(wire) < 0) return -1;
  wire->start = wire->end = 0;
  SSL *ssl = SSL_new(context);
  SSL_set_fd(ssl, wire->fd);
  if (SSL_accept(ssl) != 1) {
    atomic_fetch_add(&shared->failed_handshakes, 1);
    ERR_clear_error();
    SSL_free(ssl);
    return -1;
  }
  wire->ssl = ssl;
  atomic_fetch_add(SSL_session_reused(ssl) ? &shared->resumed_handshakes : &shared->full_handshakes, 1);
  return 0;
}

static int is(const char *line, const char *verb) { return strncasecmp(line, verb, strlen(verb)) == 0; }

/* One command; -1 ends the connection. */
static int obey(struct wire *wire, const char *line, int *stage) {
  if (is(line, "EHLO")) {
    wire_put(wire, "250-sink.partner.test\r\n250-PIPELINING\r\n250-SIZE 104857600\r\n250-8BITMIME\r\n");
    if (!wire->ssl) wire_put(wire, "250-STARTTLS\r\n");
    wire_put(wire, "250 ENHANCEDSTATUSCODES\r\n");
  } else if (is(line, "STARTTLS") && !wire->ssl) {
    *stage = 0;
    return handshake(wire);
  } else if (is(line, "MAIL")) {
    if (!wire->ssl) {
      atomic_fetch_add(&shared->clear_text_refused, 1);
      wire_put(wire, "530 5.7.0 Must issue a STARTTLS command first\r\n");
    } else {
      *stage = 1;
      wire_put(wire, "250 2.1.0 ok\r\n");
    }
  } else if (is(line, "RCPT") && *stage >= 1) {
    *stage = 2;
    wire_put(wire, "250 2.1.5 ok\r\n");
  } else if (is(line, "DATA") && *stage == 2) {
    wire_put(wire, "354 go\r\n");
    if (wire_flush(wire) < 0 || content(wire) < 0) return -1;
    *stage = 0;
    wire_put(wire, "250 2.0.0 delivered\r\n");
  } else if (is(line, "RSET") || is(line, "NOOP") || is(line, "HELO")) {
    *stage = 0;
    wire_put(wire, "250 2.0.0 ok\r\n");
  } else if (is(line, "QUIT")) {
    wire_put(wire, "221 2.0.0 bye\r\n");
    wire_flush(wire);
    return -1;
  } else {
    wire_put(wire, "503 5.5.1 not now\r\n");
  }
  return 0;
}

static void *serve(void *fd) {
  struct wire wire;
  wire_open(&wire, (int)(intptr_t)fd);
  raise_to(&shared->most_open, atomic_fetch_add(&shared->open, 1) + 1);
  wire_put(&wire, "220 sink.partner.test ESMTP\r\n");
  int stage = 0; /* 0 nothing, 1 sender, 2 recipient */
  for (;;) {
    /* Replies to pipelined commands leave together. */
    if (!wire_has_line(&wire) && wire_flush(&wire) < 0) break;
    char *line = wire_line(&wire, NULL);
    if (!line || obey(&wire, line, &stage) < 0) break;
  }
  if (wire.ssl) SSL_shutdown(wire.ssl);
  ERR_clear_error();
  wire_close(&wire);
  atomic_fetch_sub(&shared->open, 1);
  return NULL;
}

int sink_listen(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options.sink_port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || bind(fd, (void *)&address, sizeof address) < 0 || listen(fd, 1024) < 0) die("the sink's port");
  return fd;
}

void sink_run(int listening) {
  signal(SIGPIPE, SIG_IGN);
  context = SSL_CTX_new(TLS_server_method());
  if (SSL_CTX_use_certificate_chain_file(context, options.certificate) != 1
      || SSL_CTX_use_PrivateKey_file(context, options.certificate, SSL_FILETYPE_PEM) != 1)
    die(options.certificate);
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_session_id_context(context, (const unsigned char *)"bench", 5);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_read_buffer_len(context, 65536);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, 256 * 1024);
  pid_t parent = getppid();
  while (!atomic_load(&shared->stop) && getppid() == parent) {
    struct pollfd waiting = {listening, POLLIN, 0};
    if (poll(&waiting, 1, 100) <= 0) continue;
    int fd = accept(listening, NULL, NULL);
    if (fd < 0) continue;
    wire_no_delay(fd);
    atomic_fetch_add(&shared->connections, 1);
    pthread_t thread;
    if (pthread_create(&thread, &attributes, serve, (void *)(intptr_t)fd)) close(fd);
  }
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  shared->sink_cpu_s = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec)
      + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
  atomic_store(&shared->sink_ended, 1);
  _exit(0);
}
