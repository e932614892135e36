package dev.postern.bench;

/**
 * What one trial of one queue gave.
 *
 * @param syncMs what appending 12 KiB and syncing took just before, the yardstick of a send
 * @param sendsPerSecond durable sends
 * @param p50 of one send, in milliseconds
 * @param syncsPerSend -1 where nobody counts
 * @param flushesPerSend of the whole machine's disk; -1 where the kernel does not count
 * @param cpuPerSend of the whole process, in milliseconds
 * @param takenPerSecond taken out and settled
 * @param syncsPerTaken as {@code syncsPerSend}
 * @param heapMb most heap in use, before collection
 * @param liveMb heap in use after a collection at the end, with the messages that wait
 */
record QueueResult(
        QueueUnderTest.Kind kind,
        int size,
        int writers,
        long sent,
        double syncMs,
        double sendsPerSecond,
        double p50,
        double p99,
        double syncsPerSend,
        double flushesPerSend,
        double cpuPerSend,
        double takenPerSecond,
        double syncsPerTaken,
        double heapMb,
        double liveMb) {}
