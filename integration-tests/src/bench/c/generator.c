/* Our own server: so many connections, each with so many messages, over STARTTLS. */
#include "bench.h"
#include <arpa/inet.h>
#include <errno.h>
#include <openssl/err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TRIES 20
#define PATIENCE_S 120
#define EHLO "EHLO generator.sender.test\r\n"

static SSL_CTX *context;
static pthread_mutex_t noting = PTHREAD_MUTEX_INITIALIZER;

struct session {
  struct wire wire;
  int up, sent, starttls, pipelining, size;
  char *copy;
};

void generator_prepare(void) {
  context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

static void note(const char *when, const char *what) {
  pthread_mutex_lock(&noting);
  if (!tally.first_trouble[0])
    snprintf(tally.first_trouble, sizeof tally.first_trouble, "%s: %s", when, *what ? what : "connection lost");
  pthread_mutex_unlock(&noting);
}

/* The code of one reply, however many lines; -1 when the connection is lost. Its last line goes to `last`. */
static int reply(struct session *session, char last[256]) {
  last[0] = 0;
  for (;;) {
    size_t length;
    char *line = wire_line(&session->wire, &length);
    if (!line || length < 3) return -1;
    snprintf(last, 256, "%s", line);
    if (length > 4) {
      session->pipelining |= !strncasecmp(line + 4, "PIPELINING", 10);
      session->size |= !strncasecmp(line + 4, "SIZE", 4);
      session->starttls |= !strncasecmp(line + 4, "STARTTLS", 8);
    }
    if (length == 3 || line[3] != '-') return atoi(line);
  }
}

static int expect(struct session *session, const char *command, int code, const char *when) {
  char last[256] = "";
  if (wire_write(&session->wire, command, strlen(command)) == 0 && reply(session, last) == code) return 0;
  note(when, last);
  return -1;
}

static void hang_up(struct session *session, int politely) {
  if (!session->up) return;
  char last[256];
  if (politely && wire_write(&session->wire, "QUIT\r\n", 6) == 0) reply(session, last);
  if (session->wire.ssl && politely) SSL_shutdown(session->wire.ssl);
  else if (session->wire.ssl) SSL_set_quiet_shutdown(session->wire.ssl, 1);
  ERR_clear_error();
  wire_close(&session->wire);
  session->up = 0;
}

static int handshake(struct session *session) {
  session->wire.start = session->wire.end = 0;
  SSL *ssl = SSL_new(context);
  SSL_set_fd(ssl, session->wire.fd);
  SSL_set_tlsext_host_name(ssl, "gateway.test");
  if (SSL_connect(ssl) != 1) {
    char why[200];
    ERR_error_string_n(ERR_get_error(), why, sizeof why);
    ERR_clear_error();
    note("handshake", why);
    SSL_free(ssl);
    return -1;
  }
  session->wire.ssl = ssl;
  if (SSL_session_reused(ssl)) atomic_fetch_add(&tally.resumed, 1);
  return 0;
}

static int call(struct session *session) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) return -1;
  struct sockaddr_in gateway = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options.port)};
  gateway.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  struct timeval patience = {PATIENCE_S, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  wire_no_delay(fd);
  if (connect(fd, (void *)&gateway, sizeof gateway) < 0) {
    note("connect", strerror(errno));
    close(fd);
    return -1;
  }
  wire_open(&session->wire, fd);
  session->up = 1;
  session->sent = session->pipelining = session->size = session->starttls = 0;
  if (expect(session, "", 220, "greeting") == 0 && expect(session, EHLO, 250, "EHLO") == 0) {
    if (!session->starttls) {
      note("EHLO", "no STARTTLS offered");
    } else if (expect(session, "STARTTLS\r\n", 220, "STARTTLS") == 0 && handshake(session) == 0) {
      session->pipelining = session->size = 0; /* what was said before TLS counts no more */
      if (expect(session, EHLO, 250, "EHLO inside TLS") == 0) {
        atomic_fetch_add(&tally.connections, 1);
        return 0;
      }
    }
  }
  hang_up(session, 0);
  return -1;
}

/* Sends one message; 0 accepted, 1 refused at its end, -1 anything else. */
static int submit(struct session *session, long sequence, uint64_t sent) {
  char sender[400], recipient[400], size[40] = "", group[1024], last[256];
  message_number(session->copy, sequence, sent);
  if (session->size) snprintf(size, sizeof size, " SIZE=%zu", message.length);
  snprintf(sender, sizeof sender, "MAIL FROM:<%s>%s\r\n", options.from, size);
  snprintf(recipient, sizeof recipient, "RCPT TO:<%s>\r\n", options.to);
  if (session->pipelining) {
    int length = snprintf(group, sizeof group, "%s%sDATA\r\n", sender, recipient);
    if (wire_write(&session->wire, group, (size_t)length) < 0) return -1;
    static const int codes[] = {250, 250, 354};
    for (int at = 0; at < 3; at++) {
      if (reply(session, last) == codes[at]) continue;
      note(at == 0 ? "MAIL" : at == 1 ? "RCPT" : "DATA", last);
      return -1;
    }
  } else if (expect(session, sender, 250, "MAIL") < 0 || expect(session, recipient, 250, "RCPT") < 0
      || expect(session, "DATA\r\n", 354, "DATA") < 0) {
    return -1;
  }
  memcpy(session->copy + message.length, ".\r\n", 3);
  if (wire_write(&session->wire, session->copy, message.length + 3) < 0) return -1;
  int code = reply(session, last);
  if (code < 0) atomic_fetch_add(&tally.ambiguous, 1); /* it may have been taken, and is sent again */
  if (code != 250) note("end of data", last);
  return code < 0 ? -1 : code != 250;
}

static void deliver(struct session *session, long sequence, uint64_t sent) {
  for (int tries = 0; tries < TRIES && !tally.abort; tries++) {
    if (session->up && session->sent >= options.per_connection) hang_up(session, 1);
    if (session->up || call(session) == 0) {
      if (!rows[sequence].sent) rows[sequence].sent = sent;
      int outcome = submit(session, sequence, sent);
      if (outcome == 0) {
        uint64_t now = now_ns(), seen = tally.last_accepted;
        rows[sequence].accepted = now;
        session->sent++;
        while (seen < now && !atomic_compare_exchange_weak(&tally.last_accepted, &seen, now)) continue;
        atomic_fetch_add(&tally.accepted, 1);
        return;
      }
      if (outcome < 0) hang_up(session, 0);
    }
    atomic_fetch_add(&tally.trouble, 1);
    usleep(50000);
  }
  atomic_fetch_add(&tally.refused, 1);
}

void *generator_thread(void *unused) {
  struct session session = {.wire = {.fd = -1}};
  session.copy = malloc(message.length + 16);
  memcpy(session.copy, message.text, message.length);
  long sequence;
  while (!tally.abort && (sequence = atomic_fetch_add(&tally.next, 1)) < options.messages) {
    uint64_t now = now_ns(), due = now;
    if (options.rate > 0) due = tally.begun + (uint64_t)((double)sequence / options.rate * 1e9);
    if (due > now) {
      struct timespec pause = {(time_t)((due - now) / 1000000000u), (long)((due - now) % 1000000000u)};
      nanosleep(&pause, NULL);
    }
    /* Of a fixed rate the time counts from when it was due: a gateway that falls behind shows it. */
    deliver(&session, sequence, due);
  }
  hang_up(&session, 1);
  free(session.copy);
  return unused;
}
