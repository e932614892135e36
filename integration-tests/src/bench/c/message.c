#include "bench.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define LINE 78

struct message message;

void message_build(void) {
  char header[2048], date[64];
  time_t now = time(NULL);
  strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", gmtime(&now));
  message.run = (unsigned)(now_ns() / 1000000 % 1000000000u);
  int length = snprintf(header, sizeof header,
      "From: <%s>\r\nTo: <%s>\r\nSubject: gateway benchmark\r\nDate: %s\r\n"
      "Message-ID: <%010u.0000000000@sender.test>\r\nMIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=us-ascii\r\nX-Bench-Id: %u.0000000000.00000000000000000000\r\n\r\n",
      options.from, options.to, date, message.run, message.run);
  message.at_message_id = (size_t)(strstr(header, "Message-ID: <") - header) + 13 + 11;
  message.at_sequence = (size_t)(strchr(strstr(header, "X-Bench-Id: "), '.') + 1 - header);
  message.at_time = message.at_sequence + 11;
  message.header_length = (size_t)length;

  /* Whole lines of random base64 letters: nothing in it compresses, begins with a dot or ends early. */
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  long body = options.size - length < 2 * LINE ? LINE : (options.size - length) / LINE * LINE;
  message.length = message.header_length + (size_t)body;
  message.text = malloc(message.length + 16);
  memcpy(message.text, header, message.header_length);
  unsigned random = 12345;
  for (long at = 0; at < body; at++) {
    random = random * 1664525u + 1013904223u;
    long column = at % LINE;
    message.text[length + at] = column == LINE - 2 ? '\r' : column == LINE - 1 ? '\n' : letters[random >> 26];
  }
}

void message_number(char *copy, long sequence, uint64_t time) {
  char digits[40];
  snprintf(digits, sizeof digits, "%010ld", sequence);
  memcpy(copy + message.at_sequence, digits, 10);
  memcpy(copy + message.at_message_id, digits, 10);
  snprintf(digits, sizeof digits, "%020llu", (unsigned long long)time);
  memcpy(copy + message.at_time, digits, 20);
}

long message_sequence(const char *header, uint64_t *time) {
  unsigned run;
  long sequence;
  unsigned long long sent;
  if (strncasecmp(header, "X-Bench-Id:", 11) != 0) return -1;
  if (sscanf(header + 11, " %u.%ld.%llu", &run, &sequence, &sent) != 3 || run != message.run) return -1;
  if (sequence < 0 || sequence >= options.messages) return -1;
  *time = sent;
  return sequence;
}
