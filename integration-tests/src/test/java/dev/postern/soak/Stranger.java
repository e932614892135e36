package dev.postern.soak;

import com.google.common.net.InetAddresses;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One attacker: a loopback address, a port to attack, and a time to stop. For one thread. */
final class Stranger {
    static final TlsOffer TLS = TlsOffer.plain();

    private static final int PATIENCE_MILLIS = 5_000;

    private final String address;
    private final int port;
    private final long end;
    private final Random random;

    /** @param end as {@link System#nanoTime} counts */
    Stranger(String address, int port, long end, Random random) {
        this.address = address;
        this.port = port;
        this.end = end;
        this.random = random;
    }

    boolean goesOn() {
        return System.nanoTime() < end;
    }

    Random random() {
        return random;
    }

    /** Another address of the same /24. */
    Stranger neighbour() {
        String network = address.substring(0, address.lastIndexOf('.') + 1);
        return new Stranger(network + (1 + random.nextInt(250)), port, end, random);
    }

    /** A connection that has been greeted and has said EHLO. */
    ScriptedSmtpClient greeted() throws IOException {
        return ScriptedSmtpClient.greeted(address, port);
    }

    /** The same, in TLS. */
    ScriptedSmtpClient secured() throws IOException {
        return ScriptedSmtpClient.secured(address, port, TLS);
    }

    /** A bare connection with a window of a few octets, from which nothing has been read. */
    Socket unread() throws IOException {
        var socket = new Socket();
        try {
            socket.setReceiveBufferSize(1);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.bind(new InetSocketAddress(InetAddresses.forString(address), 0));
            socket.connect(new InetSocketAddress(InetAddresses.forString("127.0.0.1"), port), PATIENCE_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Waits, and not beyond the end. */
    void rest(long millis) {
        LockSupport.parkNanos(Math.max(0, Math.min(TimeUnit.MILLISECONDS.toNanos(millis), end - System.nanoTime())));
    }
}
