package dev.postern.admin;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import dev.postern.api.AdminPaths;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The sender of a request to the admin port.
 *
 * @param isHere whether it is a program on this very machine, be it a browser
 * @param host the host that it named, without port; empty if it named none, which no browser does
 * @param hasCommandHeader whether it has the header of a command: a browser sends it for no page of another origin
 */
record Caller(boolean isHere, Optional<String> host, boolean hasCommandHeader) {
    static Caller of(Context request) {
        return of(
                address(request.req().getRemoteAddr()),
                address(request.req().getLocalAddr()),
                Optional.ofNullable(request.header("Host")).map(Caller::withoutPort),
                request.headerMap().keySet().stream().anyMatch(AdminPaths.COMMAND_HEADER::equalsIgnoreCase));
    }

    /** @param here the address at which the request arrived: the admin port may be bound to one of the machine's own */
    static Caller of(InetAddress client, InetAddress here, Optional<String> host, boolean hasCommandHeader) {
        return new Caller(client.isLoopbackAddress() || client.equals(here), host, hasCommandHeader);
    }

    /** Returns true if it names the server by its address, or as localhost. */
    boolean isByAddress() {
        return host.filter(name -> name.equals("localhost") || InetAddresses.isInetAddress(name))
                .isPresent();
    }

    /** Returns true if it is a command on this machine. */
    boolean isCommand() {
        return isHere && hasCommandHeader && isByAddress();
    }

    /** Returns true if it may learn of directories, brokers and faults: a program on this machine, and no page in a browser here. */
    boolean mayLearnReasons() {
        return isHere && (host.isEmpty() || isByAddress());
    }

    private static InetAddress address(String text) {
        String bare = text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
        int zone = bare.indexOf('%');
        return InetAddresses.forString(zone < 0 ? bare : bare.substring(0, zone));
    }

    private static String withoutPort(String host) {
        try {
            return HostAndPort.fromString(host).getHost();
        } catch (IllegalArgumentException e) {
            return host; // which is no address
        }
    }
}
