package dev.postern.admission;

/**
 * The number of connections that may be open at once; 0 is no limit.
 *
 * @param inAll of all clients together
 * @param perAddress from an IPv4 address or an IPv6 /64
 * @param perNetwork from an IPv4 /24 or an IPv6 /56; a /48 may have twice as many
 * @param reservedPercent of {@code inAll}: what strangers cannot have; the last half of it is for own servers alone
 */
public record ConnectionLimits(int inAll, int perAddress, int perNetwork, int reservedPercent) {
    /** Returns how many connections strangers may hold, and partners with them. */
    int limitOf(ClientKind kind) {
        int reserved = (int) ((long) inAll * reservedPercent / 100);
        return switch (kind) {
            case STRANGER -> inAll - reserved;
            case PARTNER -> inAll - reserved / 2;
            case OWN_SERVER -> inAll;
        };
    }

    /** Returns how many connections one counted network may hold. */
    int limitOf(CountedNetwork.Scope scope) {
        return switch (scope) {
            case ADDRESS -> perAddress;
            case NETWORK -> perNetwork;
            case SITE -> 2 * perNetwork;
        };
    }
}
