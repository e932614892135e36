package dev.postern.pressure;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether the storage has room for new mail, and whose: nothing else decides it. A resource that was full has room again
 * only when it is well below its limit, so that the answer does not change with every message. The limits for strangers are lower
 * than those for partners and own servers. Pure.
 *
 * @param minFree bytes that must stay free on the data directory's file system
 * @param maxMessages how many messages each queue may hold
 */
public record StorageLimits(long minFree, long maxMessages) {
    private static final int FREE_FOR_A_QUARTER_MORE = 4;
    private static final int TENTH = 10;
    /** Of each queue, that part is kept for partners and own servers. */
    private static final int PART_KEPT = 5;

    private static final int PART_OF_FILES = 100;
    private static final long MOST_FILES = 1000;

    /**
     * Returns whose mail cannot be accepted, and why.
     *
     * @param before what was said the last time
     */
    Map<Scope, String> refusals(StorageReading reading, Set<Scope> before) {
        Map<Scope, String> refusals = new EnumMap<>(Scope.class);
        refusal(reading, before.contains(Scope.EVERYBODY)).ifPresent(why -> refusals.put(Scope.EVERYBODY, why));
        strangers(reading, before.contains(Scope.STRANGERS)).ifPresent(why -> refusals.put(Scope.STRANGERS, why));
        QueueLoads loads = reading.loads();
        put(refusals, before, Scope.TO_OWN_DOMAINS, "outgoing-own holds", loads.own());
        put(refusals, before, Scope.TO_PARTNERS, "outgoing-partners holds", loads.partners());
        put(refusals, before, Scope.TO_EVERYONE_ELSE, "outgoing holds", loads.others());
        return refusals;
    }

    private void put(Map<Scope, String> refusals, Set<Scope> before, Scope scope, String holds, long messages) {
        tooMany(holds, messages, maxMessages, before.contains(scope)).ifPresent(why -> refusals.put(scope, why));
    }

    /**
     * Returns why no new mail at all can be accepted; empty if it can.
     *
     * @param wasFull what was said the last time
     */
    Optional<String> refusal(StorageReading reading, boolean wasFull) {
        return reading.failure()
                .or(() -> tooLittle(reading.free(), minFree, wasFull))
                .or(() -> tooFewFiles(reading.files(), 1, wasFull))
                .or(() -> tooMany("the spool holds", reading.loads().spool(), maxMessages, wasFull));
    }

    private Optional<String> strangers(StorageReading reading, boolean wasFull) {
        long most = strangersMessages();
        return tooLittle(reading.free(), strangersFree(), wasFull)
                .or(() -> tooFewFiles(reading.files(), 2, wasFull))
                .or(() -> tooMany("the spool holds", reading.loads().spool(), most, wasFull))
                .or(() -> tooMany("outgoing-own holds", reading.loads().own(), most, wasFull));
    }

    private long strangersFree() {
        return minFree + minFree / 2;
    }

    private long strangersMessages() {
        return Math.max(1, maxMessages - maxMessages / PART_KEPT);
    }

    private Optional<String> tooLittle(long bytes, long least, boolean wasFull) {
        long needed = wasFull ? least + least / FREE_FOR_A_QUARTER_MORE : least;
        return bytes >= needed
                ? Optional.empty()
                : Optional.of("the data directory's file system has " + bytes + " bytes free, and " + needed
                        + " are needed (queue.minFree in gateway.yaml is " + minFree + ")");
    }

    private static Optional<String> tooFewFiles(FreeFiles.Found files, int times, boolean wasFull) {
        long least = times * Math.min(MOST_FILES, files.all() / PART_OF_FILES);
        long needed = wasFull ? least + least / FREE_FOR_A_QUARTER_MORE : least;
        return files.free() >= needed
                ? Optional.empty()
                : Optional.of("the data directory's file system has room for " + files.free() + " more files, and "
                        + needed + " are needed");
    }

    private Optional<String> tooMany(String holds, long messages, long limit, boolean wasFull) {
        long most = wasFull ? limit - (limit + TENTH - 1) / TENTH : limit;
        return messages <= most
                ? Optional.empty()
                : Optional.of(holds + " " + messages + " messages, and may hold " + most
                        + " (queue.maxMessages in gateway.yaml is " + maxMessages + ")");
    }

    /**
     * Returns whether messages of that length leave enough free: each is on the disk twice, while it is read and in the queue.
     *
     * @param stranger whether the part that is kept for partners and own servers must stay free as well
     */
    boolean hasRoomFor(long bytes, long free, boolean stranger) {
        return bytes <= (free - (stranger ? strangersFree() : minFree)) / 2;
    }
}
