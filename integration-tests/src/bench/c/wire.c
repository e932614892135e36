#include "bench.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CAPACITY 65536

void wire_no_delay(int fd) {
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void wire_open(struct wire *wire, int fd) {
  memset(wire, 0, sizeof *wire);
  wire->fd = fd;
  wire->capacity = CAPACITY;
  wire->in = malloc(CAPACITY);
}

void wire_close(struct wire *wire) {
  if (wire->ssl) SSL_free(wire->ssl);
  if (wire->fd >= 0) close(wire->fd);
  free(wire->in);
  wire->ssl = NULL;
  wire->in = NULL;
  wire->fd = -1;
}

static int fill(struct wire *wire) {
  if (wire->start == wire->end) {
    wire->start = wire->end = 0;
  } else if (wire->end == wire->capacity) {
    if (wire->start == 0) return -1; /* a line longer than the buffer */
    memmove(wire->in, wire->in + wire->start, wire->end - wire->start);
    wire->end -= wire->start;
    wire->start = 0;
  }
  char *at = wire->in + wire->end;
  size_t room = wire->capacity - wire->end;
  int got = wire->ssl ? SSL_read(wire->ssl, at, (int)room) : (int)read(wire->fd, at, room);
  if (got <= 0) return -1;
  wire->end += (size_t)got;
  return got;
}

int wire_write(struct wire *wire, const char *bytes, size_t length) {
  while (length > 0) {
    int done = wire->ssl ? SSL_write(wire->ssl, bytes, (int)length) : (int)write(wire->fd, bytes, length);
    if (done <= 0) return -1;
    bytes += done;
    length -= (size_t)done;
  }
  return 0;
}

int wire_has_line(const struct wire *wire) {
  return wire->start != wire->end && memchr(wire->in + wire->start, '\n', wire->end - wire->start) != NULL;
}

char *wire_raw_line(struct wire *wire, size_t *length) {
  size_t searched = 0;
  for (;;) {
    size_t held = wire->end - wire->start;
    char *line = wire->in + wire->start;
    char *end = memchr(line + searched, '\n', held - searched);
    if (end) {
      *length = (size_t)(end + 1 - line);
      wire->start += *length;
      return line;
    }
    searched = held;
    if (fill(wire) < 0) return NULL;
  }
}

char *wire_line(struct wire *wire, size_t *length) {
  size_t raw;
  char *line = wire_raw_line(wire, &raw);
  if (!line) return NULL;
  raw--;
  if (raw > 0 && line[raw - 1] == '\r') raw--;
  line[raw] = 0;
  if (length) *length = raw;
  return line;
}

int wire_flush(struct wire *wire) {
  size_t pending = wire->pending;
  wire->pending = 0;
  return pending ? wire_write(wire, wire->out, pending) : 0;
}

void wire_put(struct wire *wire, const char *text) {
  size_t length = strlen(text);
  if (wire->pending + length > sizeof wire->out && wire_flush(wire) < 0) return; /* the next read finds out */
  memcpy(wire->out + wire->pending, text, length);
  wire->pending += length;
}
