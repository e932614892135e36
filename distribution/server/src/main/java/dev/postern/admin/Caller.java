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
 * @param hasOrigin whether it has the header with which a browser tells the page that sent it
 */
public record Caller(boolean isHere, Optional<String> host, boolean hasCommandHeader, boolean hasOrigin) {
    public static Caller of(Context request) {
        return of(
                clientOf(request),
                address(request.req().getLocalAddr()),
                Optional.ofNullable(request.header("Host")).map(Caller::withoutPort),
                has(request, AdminPaths.COMMAND_HEADER),
                has(request, "Origin"));
    }

    private static boolean has(Context request, String header) {
        return request.headerMap().keySet().stream().anyMatch(header::equalsIgnoreCase);
    }

    /** @param here the address at which the request arrived: the admin port may be bound to one of the machine's own */
    static Caller of(
            InetAddress client, InetAddress here, Optional<String> host, boolean hasCommandHeader, boolean hasOrigin) {
        return new Caller(client.isLoopbackAddress() || client.equals(here), host, hasCommandHeader, hasOrigin);
    }

    /** Returns true if it names the server by its address, or as localhost. */
    boolean isByAddress() {
        return host.filter(name -> name.equals("localhost") || InetAddresses.isInetAddress(name))
                .isPresent();
    }

    /** Returns true if it is a program on this machine, and no page in a browser. */
    boolean isCommand() {
        return isHere && hasCommandHeader && !hasOrigin && isByAddress();
    }

    /** Returns true if it may learn of directories, brokers and faults: a program on this machine, and no page in a browser here. */
    boolean mayLearnReasons() {
        return isHere && (host.isEmpty() || isByAddress());
    }

    /** Returns the address from which a request came. */
    public static InetAddress clientOf(Context request) {
        return address(request.req().getRemoteAddr());
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
