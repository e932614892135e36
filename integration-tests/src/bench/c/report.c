#include "bench.h"
#include <stdio.h>
#include <stdlib.h>

static int ascending(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return a < b ? -1 : a > b;
}

static double percentile(const double *sorted, long count, double share) {
  long at = (long)(share / 100 * (double)count);
  return count == 0 ? 0 : sorted[at < count ? at : count - 1];
}

static void percentiles(const char *name, double *times, long count) {
  qsort(times, (size_t)count, sizeof *times, ascending);
  printf("\"%s\":{\"p50\":%.2f,\"p95\":%.2f,\"p99\":%.2f,\"max\":%.2f},", name, percentile(times, count, 50),
      percentile(times, count, 95), percentile(times, count, 99), count ? times[count - 1] : 0);
}

static void json_text(const char *name, const char *text) {
  printf("\"%s\":\"", name);
  for (; *text; text++)
    if ((unsigned char)*text < 0x20 || *text == '"' || *text == '\\') printf("\\u%04x", (unsigned char)*text);
    else putchar(*text);
  printf("\",");
}

static double since_begun(uint64_t time) { return time ? (double)(time - tally.begun) / 1e9 : 0; }

static double rate(uint64_t count, double seconds) { return seconds > 0 ? (double)count / seconds : 0; }

int report_print(const struct account *before, const struct account *after, uint64_t ended) {
  double *latency = malloc(sizeof(double) * (size_t)options.messages);
  double *accept = malloc(sizeof(double) * (size_t)options.messages);
  long delivered = 0, accepted = 0, lost = 0, duplicated = 0;
  for (long at = 0; at < options.messages; at++) {
    const struct row *row = &rows[at];
    if (row->deliveries) latency[delivered++] = (double)(int64_t)(row->delivered - row->sent) / 1e6;
    if (row->accepted) accept[accepted++] = (double)(int64_t)(row->accepted - row->sent) / 1e6;
    if (row->accepted && !row->deliveries && !options.accept_only) lost++;
    if (row->deliveries > 1) duplicated++;
  }
  double accept_s = since_begun(tally.last_accepted), delivery_s = since_begun(shared->last_delivery);
  printf("{");
  json_text("label", options.label);
  json_text("firstTrouble", tally.first_trouble);
  percentiles("acceptMs", accept, accepted);
  percentiles("latencyMs", latency, delivered);
  printf("\"connections\":%d,\"messages\":%d,\"bytes\":%zu,\"messagesPerConnection\":%d,\"rate\":%.1f,",
      options.connections, options.messages, message.length, options.per_connection, options.rate);
  printf("\"accepted\":%lu,\"refused\":%lu,\"delivered\":%ld,\"lost\":%ld,\"duplicated\":%ld,\"corrupt\":%lu,",
      tally.accepted, tally.refused, delivered, lost, duplicated, shared->corrupt);
  printf("\"foreign\":%lu,\"ambiguous\":%lu,\"connectionTrouble\":%lu,", shared->foreign, tally.ambiguous,
      tally.trouble);
  printf("\"acceptRate\":%.1f,\"endToEndRate\":%.1f,\"seconds\":%.2f,", rate(tally.accepted, accept_s),
      rate((uint64_t)delivered, delivery_s), since_begun(ended));
  printf("\"inConnections\":%lu,\"inResumed\":%lu,\"outConnections\":%lu,\"outMostOpen\":%lu,", tally.connections,
      tally.resumed, shared->connections, shared->most_open);
  printf("\"outFull\":%lu,\"outResumed\":%lu,\"outFailed\":%lu,\"clearTextRefused\":%lu,", shared->full_handshakes,
      shared->resumed_handshakes, shared->failed_handshakes, shared->clear_text_refused);
  printf("\"gatewayUserS\":%.2f,\"gatewaySystemS\":%.2f,\"generatorS\":%.2f,\"sinkS\":%.2f,\"machineS\":%.2f,",
      after->gateway_user - before->gateway_user, after->gateway_system - before->gateway_system,
      after->generator - before->generator, shared->sink_cpu_s, after->machine_busy - before->machine_busy);
  printf("\"writes\":%lu,\"flushes\":%lu,", after->writes - before->writes, after->flushes - before->flushes);
  printf("\"idleRssMb\":%.1f,\"idlePssMb\":%.1f,\"rssMb\":%.1f,\"pssMb\":%.1f,\"processes\":%d}\n",
      (double)memory_idle.rss_kb / 1024, (double)memory_idle.pss_kb / 1024, (double)memory_peak.rss_kb / 1024,
      (double)memory_peak.pss_kb / 1024, memory_peak.processes);
  free(latency);
  free(accept);
  return lost || duplicated || tally.refused || shared->corrupt;
}
