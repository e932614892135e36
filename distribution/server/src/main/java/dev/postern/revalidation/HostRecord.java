package dev.postern.revalidation;

/** What is remembered of one address of one server. */
public record HostRecord(String name, String address, int port, HostState state) {
    boolean isReached() {
        return !(state instanceof HostState.Unreached);
    }
}
