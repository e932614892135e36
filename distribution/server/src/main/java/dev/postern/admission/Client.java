package dev.postern.admission;

import java.net.InetAddress;
import java.util.List;

/**
 * A connected client. It stays what it was when it connected: a reload of the partners does not change where its slot is
 * counted.
 */
public final class Client {
    private final ClientKind kind;
    private final List<CountedNetwork> networks;

    Client(ClientKind kind, InetAddress address) {
        this.kind = kind;
        this.networks = CountedNetwork.of(address);
    }

    /** Returns the standing of the client. */
    public ClientKind kind() {
        return kind;
    }

    /** The networks that it counts for, the narrowest first. */
    List<CountedNetwork> networks() {
        return networks;
    }

    /** Its widest network but an IPv6 site, for logs: an attacker has many addresses in it. */
    CountedNetwork network() {
        return networks.get(1);
    }
}
