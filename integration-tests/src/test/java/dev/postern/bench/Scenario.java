package dev.postern.bench;

import java.util.List;

/**
 * One kind of load.
 *
 * @param name by which {@code --only} names it
 * @param title of its part of the table
 * @param messages of one round
 * @param size of a message in bytes
 * @param perConnection messages before a connection is closed and another opened
 * @param rate messages a second; 0: as fast as it goes
 */
record Scenario(String name, String title, int connections, int messages, long size, int perConnection, double rate) {
    private static final long SMALL = 10L * 1024;
    private static final long LARGE = 1024L * 1024;

    static final Scenario TEN = new Scenario("10k-10", "10 KiB, 10 connections", 10, 5_000, SMALL, 10, 0);
    static final Scenario FIFTY = new Scenario("10k-50", "10 KiB, 50 connections", 50, 5_000, SMALL, 10, 0);
    static final Scenario LARGE_TEN = new Scenario("1m-10", "1 MiB, 10 connections", 10, 500, LARGE, 10, 0);
    static final Scenario ONE =
            new Scenario("one-10", "10 KiB, one message a connection, 10 connections", 10, 3_000, SMALL, 1, 0);
    static final Scenario FIXED = new Scenario("rate-150", "10 KiB, 150 messages a second", 10, 3_000, SMALL, 10, 150);

    static List<Scenario> all() {
        return List.of(TEN, FIFTY, LARGE_TEN, ONE, FIXED);
    }

    /** Whether its messages are kept in files of their own. */
    boolean isLarge() {
        return size >= LARGE;
    }

    /** The same with fewer messages: for a first look. */
    Scenario shortened(int divisor) {
        return new Scenario(name, title, connections, messages / divisor, size, perConnection, rate);
    }

    Scenario of(int otherMessages) {
        return new Scenario(name, title, connections, otherMessages, size, perConnection, rate);
    }
}
