package dev.postern.api;

/** The answer of a process that can answer. */
public record Liveness(String status) {
    public static final Liveness ALIVE = new Liveness("alive");
}
